package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.http.Resources;
import org.allidb.storage.server.internal.session.PlatformGate;
import org.allidb.storage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door is closed, or the platform goes, under clients that write. */
class DrainTest {

    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    /** What was answered is there afterwards, what is there was answered, and no answer is half. */
    @Test
    void whatWasAcknowledgedIsThereAfterAClose() throws InterruptedException {
        AtomicInteger[] acknowledged = new AtomicInteger[CLIENTS];
        List<String> wrong = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        try (OpenDoor door = OpenDoor.of(directory, Map.of())) {
            for (int i = 0; i < CLIENTS; i++) {
                AtomicInteger own = new AtomicInteger();
                acknowledged[i] = own;
                String key = "client-" + i;
                Wire wire = door.connect();
                threads.add(Thread.ofVirtual().start(() -> write(wire, key, own, wrong)));
            }
            for (AtomicInteger each : acknowledged) {
                Await.until("each has written", () -> each.get() > 20);
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), wrong);
        try (StoragePlatform platform = StoragePlatform.open(directory);
                TenantStore store = platform.open(TenantId.of("default"))) {
            for (int i = 0; i < CLIENTS; i++) {
                int found = Integer.parseInt(new String(store.get("client-" + i).orElseThrow()));
                assertEquals(
                        acknowledged[i].get(), found, "what was carried out was answered, and the other way round");
            }
        }
    }

    private static void write(Wire wire, String key, AtomicInteger acknowledged, List<String> wrong) {
        try (wire) {
            while (true) {
                for (int i = 0; i < 10; i++) {
                    wire.send("incr", key);
                }
                for (int i = 0; i < 10; i++) {
                    String answer = wire.read();
                    if (!answer.equals("(integer) " + acknowledged.incrementAndGet())) {
                        acknowledged.decrementAndGet();
                        wrong.add(answer);
                        return;
                    }
                }
            }
        } catch (UncheckedIOException e) {
            if (String.valueOf(e.getMessage()).contains("half")) {
                wrong.add(e.getMessage());
            }
        }
    }

    /** The platform goes and another one comes, as in a container: clients are told to try again, then served. */
    @Test
    void whileThePlatformIsAwayClientsAreToldToTryAgain() {
        PlatformGate gate = new PlatformGate();
        StoragePlatform first =
                StoragePlatform.builder(directory).set("server.port", 0).open();
        gate.open(first);
        try (NettyServer server = NettyServer.start(gate, new Resources());
                Wire wire = Wire.open(server.address())) {
            assertEquals("OK", wire.call("set", "row", "1"));
            wire.call("watch", "row");
            gate.close(first);
            server.forgetStores();
            first.close();
            for (String command : List.of("set row 2", "get row", "keys *", "multi", "get row", "info")) {
                wire.line(command);
            }
            assertEquals("OK", wire.line("discard"));
            assertEquals(
                    "(error) LOADING the storage is being replaced or restarted; try again", wire.line("set row 2"));
            assertEquals("(error) LOADING the storage is being replaced or restarted; try again", wire.line("get row"));
            assertEquals("PONG", wire.line("ping"));
            try (StoragePlatform second = StoragePlatform.open(directory)) {
                gate.open(second);
                assertEquals("\"1\"", wire.line("get row"));
                assertEquals("OK", wire.line("set row 3"));
                gate.close(first);
                assertEquals("\"3\"", wire.line("get row"), "the one before is gone already");
            }
        }
    }

    /** The platform is closed without a word to the door. */
    @Test
    void aClosedPlatformIsToldToClients() {
        StoragePlatform platform =
                StoragePlatform.builder(directory).set("server.port", 0).open();
        PlatformGate gate = new PlatformGate();
        gate.open(platform);
        try (NettyServer server = NettyServer.start(gate, new Resources());
                Wire wire = Wire.open(server.address())) {
            assertEquals("OK", wire.line("set row 1"));
            platform.close();
            assertEquals("(error) LOADING the storage is being replaced or restarted; try again", wire.line("get row"));
            assertEquals(
                    "(error) LOADING the storage is being replaced or restarted; try again", wire.line("set row 2"));
        }
    }

    @Test
    void quitIsAnsweredAndCloses() {
        try (OpenDoor door = OpenDoor.of(directory, Map.of());
                Wire wire = door.connect()) {
            wire.send("set", "a", "1");
            wire.send("quit");
            wire.send("set", "a", "2");
            assertEquals("OK", wire.read());
            assertEquals("OK", wire.read());
            assertTrue(wire.isClosedByServer());
            try (Wire next = door.connect()) {
                assertEquals("\"1\"", next.call("get", "a"));
            }
        }
    }
}
