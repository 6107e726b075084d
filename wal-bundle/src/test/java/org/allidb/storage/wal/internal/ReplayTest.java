package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.Test;

/** What is found again when a log is opened. */
class ReplayTest {

    private final StrictMemVfs files = new StrictMemVfs();
    private final Random random = new Random(Seed.get());

    @Test
    void recordsOfAllStreamsAreReplayedInTheirOrder() throws IOException {
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of(), journal.replayed());
            for (int i = 0; i < 1_000; i++) {
                written.add(journal.writeBuffered(1 + random.nextInt(3), "x".repeat(random.nextInt(400))));
            }
        }
        assertTrue(Journal.segments(files).size() > 2);
        try (Journal journal = Journal.open(files)) {
            assertEquals(written, journal.replayed());
        }
    }

    @Test
    void everyGenerationOfRecordsIsFound() throws IOException {
        List<String> written = new ArrayList<>();
        for (int run = 0; run < 10; run++) {
            try (Journal journal = Journal.open(files)) {
                assertEquals(written, journal.replayed());
                written.add(journal.write(1, "run " + run));
            }
        }
    }

    @Test
    void syncedRecordsOutliveEveryPowerCut() throws IOException {
        for (int round = 0; round < 200; round++) {
            StrictMemVfs device = new StrictMemVfs();
            List<String> synced = new ArrayList<>();
            List<String> all = new ArrayList<>();
            StrictMemVfs found;
            try (Journal journal = Journal.open(device)) {
                int records = 1 + random.nextInt(60);
                for (int i = 0; i < records; i++) {
                    boolean sync = random.nextInt(3) > 0;
                    String text = "r" + i + "x".repeat(random.nextInt(3_000));
                    all.add(sync ? journal.write(1, text) : journal.writeBuffered(1, text));
                    if (sync) {
                        synced.clear();
                        synced.addAll(all);
                    }
                    device.writeBackSome(random);
                }
                found = device.afterPowerCut(random);
            }
            String later;
            try (Journal journal = Journal.open(found)) {
                assertPrefix(synced, journal.replayed(), all);
                synced = new ArrayList<>(journal.replayed());
                later = journal.write(1, "after the tail was sealed off");
            }
            synced.add(later);
            try (Journal journal = Journal.open(found.afterPowerCut(random))) {
                assertEquals(synced, journal.replayed());
            }
        }
    }

    /** The process that wrote them ended before their sync: they are in the page cache only. */
    @Test
    void whatWasReplayedIsDurableBeforeAnythingIsBuiltUponIt() throws IOException {
        List<String> written = new ArrayList<>();
        try (Journal killed = Journal.open(files)) {
            for (int i = 0; i < 20; i++) {
                written.add(killed.writeBuffered(1, "x".repeat(400)));
            }
            try (Journal next = Journal.open(files)) {
                assertEquals(written, next.replayed());
                written.add(next.write(1, "built upon them"));
                for (int i = 0; i < 10; i++) {
                    try (Journal after = Journal.open(files.afterPowerCut(random))) {
                        assertEquals(written, after.replayed());
                    }
                }
            }
        }
    }

    @Test
    void flushedRecordsAreNotReplayed() throws IOException {
        String kept;
        try (Journal journal = Journal.open(files)) {
            journal.write(1, "flushed");
            journal.write(1, "flushed too");
            kept = journal.write(2, "another's");
            journal.log().flushed(1, 2);
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of(kept), journal.replayed());
            journal.log().forget(2);
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of(), journal.replayed());
        }
    }

    @Test
    void inputErrorWhileReplayingFailsTheOpen() throws IOException {
        try (Journal journal = Journal.open(files)) {
            journal.write(1, "a");
        }
        int reads = 0;
        for (boolean struck = true; struck; reads++) {
            int[] left = {reads + 1};
            FaultPlan plan = (operation, name) -> {
                if (operation == FaultPlan.Operation.READ && --left[0] == 0) {
                    throw new IOException("Input/output error");
                }
            };
            Vfs failing = new FaultyVfs(files, plan);
            try {
                Journal.open(failing).close();
                struck = left[0] <= 0;
                assertFalse(struck, "read " + reads);
            } catch (IOException told) {
                assertTrue(told.getMessage().contains("Input/output error"), told.getMessage());
            }
        }
        assertTrue(reads > 3, "only " + reads);
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of("1/1 a"), journal.replayed());
        }
    }

    @Test
    void replayThatFailsFailsTheOpenAndLosesNothing() throws IOException {
        try (Journal journal = Journal.open(files)) {
            journal.write(1, "a");
        }
        assertThrows(
                IOException.class,
                () -> new SegmentedLogProvider()
                        .open(
                                files,
                                new FileAnchor(files),
                                WalOptions.DEFAULTS,
                                new TestRuntime(new ManualClock()),
                                (generation, sequence, record, offset, length) -> {
                                    throw new IOException("cannot take it");
                                }));
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of("1/1 a"), journal.replayed());
        }
    }

    private static void assertPrefix(List<String> atLeast, List<String> found, List<String> atMost) {
        assertTrue(found.size() >= atLeast.size(), "lost: " + found.size() + " of " + atLeast.size());
        assertEquals(atMost.subList(0, found.size()), found);
    }
}
