package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.allidb.storage.testkit.FaultPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A virtual thread that waits for the sync of its write holds no thread of the operating system. */
class VirtualThreadsTest {

    private static final long WATCHDOG_SECONDS = 60;
    private static final String PINNED = "jdk.VirtualThreadPinned";
    /** More than the carriers that the JDK would ever start. */
    private static final int WRITERS = 500;

    @TempDir
    private Path directory;

    @Test
    void moreWritersWaitForOneSyncThanThereCouldBeCarriers() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        boolean[] stops = new boolean[1];
        FaultPlan plan = (operation, name) -> {
            if (stops[0] && operation == FaultPlan.Operation.SYNC && name.endsWith(".wal")) {
                waiting.countDown();
                await(gate);
            }
        };
        try (House house = new House(plan, Map.of("wal.sync_interval_ms", 60_000))) {
            stops[0] = true;
            CountDownLatch begun = new CountDownLatch(WRITERS);
            List<Thread> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                String key = "row " + i;
                writers.add(Thread.startVirtualThread(() -> {
                    begun.countDown();
                    house.store().put(key, new byte[1]);
                }));
            }
            await(begun);
            await(waiting);
            for (int i = 0; i < 10; i++) {
                Thread another = Thread.startVirtualThread(() -> house.store().get("nothing"));
                assertTrue(another.join(java.time.Duration.ofSeconds(WATCHDOG_SECONDS)), "no carrier is free");
            }
            writers.forEach(writer -> assertTrue(writer.isAlive(), "it was acknowledged without a sync"));
            gate.countDown();
            for (Thread writer : writers) {
                writer.join();
            }
            assertEquals(
                    WRITERS,
                    House.entities(house.store(), org.allidb.storage.api.ScanRequest.all())
                            .size());
        } finally {
            gate.countDown();
        }
    }

    @Test
    void waitForASyncPinsNoCarrier() throws Exception {
        FaultPlan slow = (operation, name) -> {
            if (operation == FaultPlan.Operation.SYNC) {
                LockSupport.parkNanos(100_000);
            }
        };
        List<RecordedEvent> pinned;
        try (House house = new House(slow, Map.of("wal.max_file_mb", 0.0625))) {
            // once before: threads that load a class, or wait for one, are pinned
            write(house);
            pinned = pinned(() -> write(house));
        }
        assertEquals(
                List.of(), pinned.stream().filter(VirtualThreadsTest::isOurs).toList());
    }

    private static void write(House house) throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            int number = i;
            writers.add(Thread.startVirtualThread(() -> {
                for (int write = 0; write < 40; write++) {
                    house.store().put(number + " " + write, new byte[100]);
                }
            }));
        }
        for (Thread writer : writers) {
            writer.join();
        }
    }

    /** Whether the storage pinned it, and not the JDK that loads a class the first time. */
    private static boolean isOurs(RecordedEvent event) {
        List<String> types = event.getStackTrace().getFrames().stream()
                .map(frame -> frame.getMethod().getType().getName())
                .toList();
        return types.stream().anyMatch(type -> type.startsWith("org.allidb.storage."))
                && !types.contains("java.lang.ClassLoader");
    }

    /** The recording that found nothing would have found something. */
    @Test
    void recordingSeesAThreadThatIsPinned() throws Exception {
        List<RecordedEvent> pinned =
                pinned(() -> Thread.startVirtualThread(Pinning::touch).join());
        assertFalse(pinned.isEmpty());
    }

    /** A class whose initialization waits, which pins its thread. */
    private static final class Pinning {

        static {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }

        static void touch() {}
    }

    /** Something to be recorded. */
    private interface Work {

        /** Does it. */
        void run() throws InterruptedException;
    }

    private List<RecordedEvent> pinned(Work work) throws IOException, InterruptedException {
        Path file = Files.createTempFile(directory, "pinned", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(PINNED).withoutThreshold().withStackTrace();
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(PINNED))
                .toList();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
