package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.inject.Inject;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.spi.http.HttpAccess;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpMethod;
import org.allidb.storage.spi.http.HttpRequest;
import org.allidb.storage.spi.http.HttpResource;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.util.tracker.ServiceTracker;

/** Clients of the network door while what is behind it, and the door itself, are replaced. */
@RunWith(PaxExam.class)
public class NetworkDoorTest {

    private static final int CLIENTS = 4;
    private static final int PATIENCE_MILLIS = 60_000;
    private static final long OPERATIONS = 50;

    @Inject
    private BundleContext context;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(NetworkDoorTest.class);
        return Container.of(NetworkDoorTest.class);
    }

    @Test
    public void clientsOutliveSwapsOfTheEngineAndUpdatesOfTheServer() throws Exception {
        List<Counter> counters = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            counters.add(new Counter("counter-" + i));
        }
        try {
            awaitMore(counters);
            long connects = connects(counters);
            Bundle engine = Bundles.named(context, "engine");
            engine.stop();
            for (Counter counter : counters) {
                long before = counter.told.get();
                Eventually.holds("clients are told to try again", () -> counter.told.get() > before);
            }
            engine.start();
            awaitMore(counters);
            assertEquals("connections stay while the engine is replaced", connects, connects(counters));
            for (String part : List.of("wal", "tenant", "sstable")) {
                Bundles.named(context, part).update();
                awaitMore(counters);
            }
            assertEquals("nor do they end with a part", connects, connects(counters));
            for (int i = 0; i < 3; i++) {
                Bundles.named(context, "server").update();
                awaitMore(counters);
            }
            assertTrue("an update of the server ends them", connects(counters) > connects);
        } finally {
            for (Counter counter : counters) {
                counter.stop();
            }
        }
        for (Counter counter : counters) {
            assertEquals(List.of(), counter.wrong);
        }
    }

    /** Resources of other bundles come and go while the door is open. */
    @Test
    public void resourcesAreServices() throws Exception {
        assertEquals("HTTP/1.1 200 OK", statusOf("/v1/caller"));
        assertEquals("HTTP/1.1 200 OK", statusOf("/v1/components"));
        assertEquals("HTTP/1.1 404 Not Found", statusOf("/hello"));
        ServiceRegistration<HttpResource> registration = context.registerService(HttpResource.class, new Hello(), null);
        Eventually.holds("it is answered", () -> statusOf("/hello").equals("HTTP/1.1 204 No Content"));
        registration.unregister();
        Eventually.holds("it is not answered any more", () -> statusOf("/hello").equals("HTTP/1.1 404 Not Found"));
    }

    private String statusOf(String path) {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address(), PATIENCE_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Hello implements HttpResource {

        @Override
        public String path() {
            return "/hello";
        }

        @Override
        public Set<HttpMethod> methods() {
            return Set.of(HttpMethod.GET);
        }

        @Override
        public HttpAccess access() {
            return HttpAccess.ANYONE;
        }

        @Override
        public HttpAnswer answer(HttpRequest request) {
            return HttpAnswer.empty();
        }
    }

    private static void awaitMore(List<Counter> counters) throws Exception {
        for (Counter counter : counters) {
            long wanted = counter.acknowledged.get() + OPERATIONS;
            Eventually.holds("each client goes on", () -> counter.acknowledged.get() >= wanted);
        }
    }

    private static long connects(List<Counter> counters) {
        return counters.stream().mapToLong(counter -> counter.connects.get()).sum();
    }

    private InetSocketAddress address() throws InterruptedException {
        ServiceTracker<StorageServer, StorageServer> tracker = new ServiceTracker<>(context, StorageServer.class, null);
        tracker.open();
        try {
            return tracker.waitForService(PATIENCE_MILLIS).address();
        } finally {
            tracker.close();
        }
    }

    /**
     * Counts a key up, and connects again when its connection is closed. An answer is the next number; after a command without an answer
     * it may be one more.
     */
    private final class Counter {

        private final String key;
        private final AtomicLong acknowledged = new AtomicLong();
        private final AtomicLong told = new AtomicLong();
        private final AtomicLong connects = new AtomicLong();
        private final List<String> wrong = new CopyOnWriteArrayList<>();
        private final AtomicBoolean stopped = new AtomicBoolean();
        private final Thread thread;
        private long doubtful;

        Counter(String key) {
            this.key = key;
            this.thread = Thread.ofPlatform().daemon().start(this::run);
        }

        private void run() {
            while (!stopped.get() && wrong.isEmpty()) {
                try (Socket socket = new Socket()) {
                    socket.setSoTimeout(PATIENCE_MILLIS);
                    socket.connect(address(), PATIENCE_MILLIS);
                    connects.incrementAndGet();
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
                    while (!stopped.get() && wrong.isEmpty()) {
                        doubtful++;
                        socket.getOutputStream().write(("incr " + key + "\r\n").getBytes(StandardCharsets.US_ASCII));
                        String answer = in.readLine();
                        if (answer == null) {
                            break;
                        }
                        check(answer);
                    }
                } catch (IOException e) {
                    // closed by an update of the server; the address is another one then
                } catch (InterruptedException e) {
                    return;
                }
            }
        }

        private void check(String answer) {
            if (answer.startsWith("-LOADING ")) {
                told.incrementAndGet();
                return;
            }
            long last = acknowledged.get();
            long found = answer.startsWith(":") ? Long.parseLong(answer.substring(1)) : -1;
            if (found <= last || found > last + doubtful) {
                wrong.add(key + ": " + answer + " after " + last + ", with " + doubtful + " in doubt");
            }
            acknowledged.set(found);
            doubtful = 0;
        }

        void stop() throws InterruptedException {
            stopped.set(true);
            thread.join(TimeUnit.MILLISECONDS.toMillis(PATIENCE_MILLIS));
        }
    }
}
