package org.allidb.storage.server.internal.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many connections change the same keys: each change is of what was there, and none is lost. */
class ConcurrentClientsTest {

    private static final int CLIENTS = 16;
    private static final int ROUNDS = 25;

    @TempDir
    Path directory;

    private OpenDoor door;

    @BeforeEach
    void open() {
        door = OpenDoor.of(directory, Map.of());
    }

    @AfterEach
    void close() {
        door.close();
    }

    /** What one client does. */
    private interface Work {
        void with(Wire wire, int client);
    }

    private void together(Work work) throws InterruptedException {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            threads.add(Thread.ofVirtual().start(() -> {
                try (Wire wire = door.connect()) {
                    work.with(wire, client);
                } catch (Throwable e) {
                    failures.add(e);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertEquals(List.of(), failures);
    }

    @Test
    void countersLoseNothing() throws InterruptedException {
        ConcurrentHashMap<String, Integer> answers = new ConcurrentHashMap<>();
        together((wire, client) -> {
            for (int i = 0; i < ROUNDS; i++) {
                wire.send("incr", "counter");
                wire.send("append", "text", "x");
                wire.send("incr", "counter");
                answers.merge(wire.read(), 1, Integer::sum);
                wire.read();
                answers.merge(wire.read(), 1, Integer::sum);
            }
        });
        int all = 2 * CLIENTS * ROUNDS;
        try (Wire wire = door.connect()) {
            assertEquals("\"" + all + "\"", wire.call("get", "counter"));
            assertEquals("(integer) " + CLIENTS * ROUNDS, wire.call("strlen", "text"));
        }
        assertEquals(all, answers.size(), "each value was answered once");
    }

    @Test
    void oneClientCreatesWhatAllTryToCreate() throws InterruptedException {
        AtomicInteger created = new AtomicInteger();
        together((wire, client) -> {
            for (int i = 0; i < ROUNDS; i++) {
                String name = "" + client;
                created.addAndGet(wire.call("set", "lock-" + i, name, "NX").equals("OK") ? 1 : 0);
                created.addAndGet(wire.call("setnx", "nx-" + i, name).equals("(integer) 1") ? 1 : 0);
                created.addAndGet(
                        wire.call("msetnx", "m-" + i, name, "n-" + i, name).equals("(integer) 1") ? 1 : 0);
                created.addAndGet(
                        wire.call("set", "old-" + i, name, "NX", "GET").equals("(nil)") ? 1 : 0);
            }
        });
        assertEquals(4 * ROUNDS, created.get());
        try (Wire wire = door.connect()) {
            for (int i = 0; i < ROUNDS; i++) {
                assertEquals(wire.call("get", "m-" + i), wire.call("get", "n-" + i));
            }
        }
    }

    /** Each value that is written is taken once. */
    @Test
    void takenValuesAreTakenOnce() throws InterruptedException {
        ConcurrentHashMap<String, Integer> taken = new ConcurrentHashMap<>();
        together((wire, client) -> {
            for (int i = 0; i < ROUNDS; i++) {
                String old = wire.call("getset", "slot", client + "-" + i);
                taken.merge(old, 1, Integer::sum);
                taken.merge(wire.call("getdel", "slot"), 1, Integer::sum);
            }
        });
        try (Wire wire = door.connect()) {
            taken.merge(wire.call("getdel", "slot"), 1, Integer::sum);
        }
        taken.remove("(nil)");
        assertEquals(CLIENTS * ROUNDS, taken.size());
        assertTrue(taken.values().stream().allMatch(times -> times == 1), taken.toString());
    }

    /** Money moves between two accounts by WATCH, MULTI and EXEC, and others always see all of it. */
    @Test
    void transactionsSeeAndKeepAnInvariant() throws InterruptedException {
        try (Wire wire = door.connect()) {
            wire.call("mset", "left", "1000", "right", "1000");
        }
        AtomicInteger moved = new AtomicInteger();
        together((wire, client) -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (client % 2 == 0) {
                    wire.call("watch", "left", "right");
                    int left = number(wire.call("get", "left"));
                    int right = number(wire.call("get", "right"));
                    wire.call("multi");
                    wire.call("set", "left", "" + (left - 1));
                    wire.call("set", "right", "" + (right + 1));
                    moved.addAndGet(wire.call("exec").equals("(nil array)") ? 0 : 1);
                } else {
                    wire.call("multi");
                    wire.call("get", "left");
                    wire.call("get", "right");
                    String[] both =
                            wire.call("exec").replaceAll("[\\[\\]\" ]", "").split(",", -1);
                    assertEquals(2_000, Integer.parseInt(both[0]) + Integer.parseInt(both[1]));
                }
            }
        });
        assertTrue(moved.get() > 0, "some transactions succeed");
        try (Wire wire = door.connect()) {
            assertEquals("\"" + (1_000 - moved.get()) + "\"", wire.call("get", "left"));
            assertEquals("\"" + (1_000 + moved.get()) + "\"", wire.call("get", "right"));
        }
    }

    private static int number(String answer) {
        return Integer.parseInt(answer.replace("\"", ""));
    }

    /** Commands that are sent together keep their order: what a client has written before it reads, it finds. */
    @Test
    void pipelinedCommandsSeeTheOnesBefore() throws InterruptedException {
        together((wire, client) -> {
            String key = "own-" + client;
            for (int i = 0; i < ROUNDS; i++) {
                wire.send("set", key, "" + i);
                wire.send("get", key);
                wire.send("incr", key);
                wire.send("keys", key);
                wire.send("del", key);
                wire.send("get", key);
            }
            for (int i = 0; i < ROUNDS; i++) {
                assertEquals("OK", wire.read());
                assertEquals("\"" + i + "\"", wire.read());
                assertEquals("(integer) " + (i + 1), wire.read());
                assertEquals("[\"" + key + "\"]", wire.read());
                assertEquals("(integer) 1", wire.read());
                assertEquals("(nil)", wire.read());
            }
        });
    }
}
