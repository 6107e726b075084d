package org.allidb.storage.server.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.protocol.ProtocolException;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.Request;
import org.allidb.storage.server.internal.protocol.RequestDecoder;
import org.allidb.storage.server.internal.protocol.RequestLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writes of several clients that wait at the same time are one batch, and each client has the answers of its own commands. */
class WriteQueueTest {

    private static final TenantId TENANT = TenantId.of("default");

    @TempDir
    Path directory;

    private StoragePlatform platform;
    private TenantStore store;
    private ServerState server;

    @BeforeEach
    void open() {
        platform = StoragePlatform.builder(directory).open();
        store = platform.openOrCreate(TENANT);
        PlatformGate gate = new PlatformGate();
        gate.open(platform);
        server = new ServerState(gate, InstantSource.system());
    }

    @AfterEach
    void close() {
        platform.close();
    }

    /** A client that has sent commands. */
    private final class Sender {

        private final Session session = server.newSession(true);
        private final Turn turn = new Turn(server, session);
        private final Deque<Request> requests = new ArrayDeque<>();
        private final Replies out = new Replies(1 << 20, false);

        Sender(String... commands) {
            RequestDecoder decoder = new RequestDecoder(() -> new RequestLimits(100, 64 << 20, true));
            for (String each : commands) {
                send(each, decoder);
            }
        }

        private void send(String command, RequestDecoder decoder) {
            try {
                decoder.take(StandardCharsets.UTF_8.encode(array(command)), requests::add);
            } catch (ProtocolException e) {
                throw new AssertionError(e);
            }
        }

        private String array(String command) {
            String[] words = command.split(" ", -1);
            StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                text.append('$')
                        .append(word.length())
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            return text.toString();
        }

        String answers() {
            return new String(out.array(), 0, out.size(), StandardCharsets.UTF_8)
                    .replace("\r\n", " ")
                    .strip();
        }
    }

    /** Enqueues what all have sent, has it carried out, and waits for the answers. */
    private void carryOut(List<Sender> senders, Executor loop) throws InterruptedException {
        CountDownLatch answered = new CountDownLatch(senders.size());
        List<Runnable> serve = new ArrayList<>();
        for (Sender each : senders) {
            serve.add(each.turn.enqueue(
                    each.requests,
                    each.out,
                    loop,
                    broken -> {
                        assertFalse(broken);
                        answered.countDown();
                    },
                    answered::countDown));
        }
        serve.forEach(Runnable::run);
        assertTrue(answered.await(30, TimeUnit.SECONDS), "all are answered");
    }

    private long timestamp(String entity) {
        return stored(entity).timestamp();
    }

    private StoredRow stored(String entity) {
        return store.get(RowKey.value(EntityId.of(entity))).orElseThrow();
    }

    @Test
    void whatWaitsAtTheSameTimeIsOneBatchWhoseAnswersComeTogether() throws InterruptedException {
        AtomicInteger wakeUps = new AtomicInteger();
        List<Sender> senders = Stream.of("a", "b", "c")
                .map(key -> new Sender("set " + key + " 1", "set " + key + "2 1"))
                .toList();
        carryOut(senders, task -> {
            wakeUps.incrementAndGet();
            task.run();
        });
        senders.forEach(each -> assertEquals("+OK +OK", each.answers()));
        assertEquals(1, wakeUps.get());
        assertEquals(timestamp("a"), timestamp("c2"), "a batch has one timestamp");
    }

    @Test
    void eachClientSeesTheWritesOfThoseBeforeIt() throws InterruptedException {
        List<Sender> senders = Stream.generate(() -> new Sender("incr n", "get n", "incr n"))
                .limit(3)
                .toList();
        carryOut(senders, Runnable::run);
        assertEquals(":1 $1 1 :2", senders.getFirst().answers());
        assertEquals(":5 $1 5 :6", senders.getLast().answers());
    }

    @Test
    void whatOneClientIsRefusedForHappensToNoOther() throws InterruptedException {
        platform.update(TENANT, TenantSettings.DEFAULTS.withQuota(Quota.NONE.withMaxRowBytes(100)));
        String large = "x".repeat(101);
        List<Sender> senders = List.of(
                new Sender("set a 1"),
                new Sender("set b 1"),
                new Sender("set c 1", "set large " + large, "set d 1"),
                new Sender("set e 1"));
        carryOut(senders, Runnable::run);
        assertEquals("+OK", senders.get(0).answers());
        assertEquals("+OK", senders.get(3).answers());
        String own = senders.get(2).answers();
        assertTrue(own.startsWith("+OK -") && own.endsWith(" +OK"), own);
        for (String each : List.of("a", "b", "c", "d", "e")) {
            assertEquals("1", new String(store.get(each).orElseThrow(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aClientThatMayNotWriteIsToldSoAndTheOthersAreNot() throws InterruptedException {
        List<Sender> senders = List.of(new Sender("set a 1"), new Sender("set b"), new Sender("set c 1"));
        senders.get(0).session.end();
        carryOut(senders, Runnable::run);
        assertEquals("", senders.get(0).answers());
        assertEquals(1, senders.get(0).requests.size(), "it is not carried out");
        assertEquals(
                "-ERR wrong number of arguments for 'set' command",
                senders.get(1).answers());
        assertEquals("+OK", senders.get(2).answers());
        assertTrue(store.get("a").isEmpty());
    }

    @Test
    void moreThanOneTransactionTakesIsCarriedOutInOrder() throws InterruptedException {
        List<Sender> senders = Stream.generate(() ->
                        new Sender(Stream.generate(() -> "incr n").limit(400).toArray(String[]::new)))
                .limit(6)
                .toList();
        carryOut(senders, Runnable::run);
        senders.forEach(each -> assertTrue(each.requests.isEmpty()));
        assertEquals(2_400, Integer.parseInt(new String(store.get("n").orElseThrow(), StandardCharsets.UTF_8)));
    }

    @Test
    void aLoopThatIsClosedAbandonsItsConnections() throws InterruptedException {
        List<Sender> senders = List.of(new Sender("set a 1"), new Sender("set b 1"));
        carryOut(senders, task -> {
            throw new RejectedExecutionException();
        });
        assertTrue(store.get("b").isPresent());
    }
}
