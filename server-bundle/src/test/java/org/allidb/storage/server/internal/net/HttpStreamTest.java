package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.server.internal.net.HttpWire.Answer;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpStream;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that are made piece by piece. */
class HttpStreamTest {

    private static final byte[] PIECE = new byte[64 << 10];

    @TempDir
    Path directory;

    private final Pieces pieces = new Pieces();
    private OpenDoor door;

    @AfterEach
    void close() {
        door.close();
        assertEquals(pieces.opened.get(), pieces.closed.get(), "each stream is closed once");
    }

    private void open(Map<String, ?> parameters) {
        Map<String, Object> all = new HashMap<>(parameters);
        all.put("engine.durability", "buffered");
        door = OpenDoor.of(
                directory, all, TestResource.open("/pieces", pieces::answer), TestResource.open("/other", request -> {
                    pieces.called.incrementAndGet();
                    return HttpAnswer.empty();
                }));
    }

    @Test
    void piecesComeAsChunks() {
        open(Map.of());
        try (HttpWire wire = door.http()) {
            Answer answer = wire.call("GET /pieces/3");
            assertEquals("chunked", answer.header("transfer-encoding"));
            assertEquals("piece 1\npiece 2\npiece 3\n", answer.body());
            assertEquals(204, wire.call("GET /other").status(), "the connection stays");
            assertEquals("", wire.call("HEAD /pieces/3").body());
            assertEquals(204, wire.call("GET /other").status());
        }
    }

    @Test
    void anOldClientReadsToTheEndOfTheConnection() {
        open(Map.of());
        try (HttpWire wire = door.http()) {
            wire.raw("GET /pieces/2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertEquals("piece 1\npiece 2\n", wire.read().body());
        }
    }

    /** The body must not look whole. */
    @Test
    void aStreamThatFailsCutsTheBodyOff() {
        open(Map.of());
        try (HttpWire wire = door.http()) {
            wire.send("GET /pieces/3/fails");
            assertTrue(assertThrows(UncheckedIOException.class, wire::read)
                    .getCause()
                    .getMessage()
                    .contains("closed"));
        }
        Await.until("it is closed", () -> pieces.closed.get() == 1);
    }

    /** What a client does not read is not made. */
    @Test
    void aStreamIsPulledAsFastAsTheClientReads() {
        open(Map.of());
        try (HttpWire wire = door.http()) {
            wire.send("GET /pieces/100000/large");
            int[] before = {-1};
            Await.until("no more pieces are made", () -> {
                boolean same = pieces.made.get() == before[0] && before[0] > 0;
                before[0] = pieces.made.get();
                pause();
                return same;
            });
            assertTrue(pieces.made.get() < 1_000, "made " + pieces.made.get());
        }
        Await.until("it is closed with the connection", () -> pieces.closed.get() == 1);
    }

    private static void pause() {
        try {
            boolean _ = new CountDownLatch(1).await(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aClientThatTakesNothingIsClosed() {
        open(Map.of("server.output_seconds", 1));
        try (HttpWire wire = door.http()) {
            wire.send("GET /pieces/100000/large");
            Await.until("it is closed", () -> pieces.closed.get() == 1);
        }
    }

    @Test
    void anEndlessStreamEndsWithTheDoor() {
        open(Map.of());
        try (HttpWire wire = door.http()) {
            wire.send("GET /pieces/1/endless");
            Await.until("it waits", () -> pieces.made.get() > 0);
            door.server().close();
            assertEquals("piece 1\n", wire.read().body());
            assertTrue(wire.isClosedByServer());
        }
    }

    @Test
    void aClientThatGoesEndsAnEndlessStream() {
        open(Map.of());
        try (HttpWire wire = door.http()) {
            wire.send("GET /pieces/1/endless");
            Await.until("the piece is sent, and it waits", () -> pieces.made.get() > 2);
        }
        Await.until("it is closed", () -> pieces.closed.get() == 1);
    }

    /** A stop answers what is under way, and says that the connection ends. */
    @Test
    void aRequestUnderWayIsAnsweredWhenTheDoorCloses() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        door = OpenDoor.of(directory, Map.of("engine.durability", "buffered"), TestResource.open("/slow", request -> {
            entered.countDown();
            await(go);
            return HttpAnswer.of("text/plain", "done");
        }));
        try (HttpWire wire = door.http()) {
            wire.send("GET /slow");
            await(entered);
            Thread stop = Thread.ofVirtual().start(() -> door.server().close());
            Await.until("it is closing", () -> !accepts());
            go.countDown();
            assertEquals("done", wire.read().body());
            assertTrue(wire.isClosedByServer());
            stop.join();
        }
    }

    private boolean accepts() {
        try (HttpWire wire = door.http()) {
            return wire.call("GET /v1/caller").status() > 0;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(60, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Answers as many pieces as the path says. */
    private static final class Pieces {

        private final AtomicInteger called = new AtomicInteger();
        private final AtomicInteger opened = new AtomicInteger();
        private final AtomicInteger made = new AtomicInteger();
        private final AtomicInteger closed = new AtomicInteger();

        HttpAnswer answer(HttpRequest request) {
            int most = Integer.parseInt(request.segments().getFirst());
            String how = request.segments().size() > 1 ? request.segments().get(1) : "";
            opened.incrementAndGet();
            return HttpAnswer.of("application/octet-stream", new HttpStream() {

                private int done;

                @Override
                public boolean writeNext(OutputStream out) throws IOException {
                    assertTrue(Thread.currentThread().isVirtual());
                    made.incrementAndGet();
                    if (done == most) {
                        pause();
                        return true;
                    }
                    done++;
                    if (how.equals("fails") && done == most) {
                        throw new IOException("closed");
                    }
                    out.write(how.equals("large") ? PIECE : ("piece " + done + "\n").getBytes(StandardCharsets.UTF_8));
                    return done < most || isEndless();
                }

                @Override
                public boolean isEndless() {
                    return how.equals("endless");
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            });
        }
    }
}
