package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.wal.FailedLogException;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Rotation, release and recycling of segments. */
@Execution(ExecutionMode.CONCURRENT)
class SegmentsTest {

    private static final String KILOBYTE = "x".repeat(1_000);

    private final StrictMemVfs files = new StrictMemVfs();

    @Test
    void segmentsAreReleasedOnceEverythingInThemIsFlushed() throws IOException {
        try (Journal journal = Journal.open(files, Map.of("recycle_files", "0"))) {
            for (int i = 0; i < 500; i++) {
                journal.write(1, KILOBYTE);
            }
            assertTrue(Journal.segments(files).size() >= 7);
            journal.log().flushed(1, 500);
            assertEquals(1, Journal.segments(files).size());
        }
    }

    @Test
    void segmentIsKeptUntilItsLastRecordIsFlushed() throws IOException {
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(files)) {
            for (int i = 0; i < 100; i++) {
                written.add(journal.write(1, KILOBYTE));
            }
            journal.log().flushed(1, 10);
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(written.subList(10, 100), journal.replayed());
            journal.log().flushed(1, 20);
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(written.subList(20, 100), journal.replayed());
        }
    }

    @Test
    void logThatIsOpenedOftenAndNeverFlushedHasFewSegments() throws IOException {
        List<String> written = new ArrayList<>();
        for (int run = 0; run < 20; run++) {
            try (Journal journal = Journal.open(files)) {
                assertEquals(written, journal.replayed());
                // the last runs write nothing
                if (run < 10) {
                    written.add(journal.write(1, "run " + run));
                }
            }
            int segments = Journal.segments(files).size();
            assertTrue(segments <= CarriedRecords.FROM_SEGMENTS, segments + " segments");
        }
        try (Journal journal = Journal.open(files)) {
            journal.log().flushed(1, 10);
            assertEquals(1, Journal.segments(files).size());
        }
        assertEquals(List.of(), Journal.segments(files));
    }

    @Test
    void recordsOfAForgottenGenerationAreGoneWithTheNextOpen() throws IOException {
        try (Journal journal = Journal.open(files)) {
            journal.write(1, "forgotten");
            journal.write(2, "needed");
            journal.log().forget(1);
        }
        assertTrue(holds("forgotten"));
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of("2/1 needed"), journal.replayed());
            assertFalse(holds("forgotten"));
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of("2/1 needed"), journal.replayed());
        }
    }

    private boolean holds(String text) throws IOException {
        for (String name : files.list("")) {
            if (new String(Journal.content(files, name), StandardCharsets.US_ASCII).contains(text)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void recordsOnTheirWayToASyncOutliveARotation() throws IOException {
        byte[] record = KILOBYTE.getBytes(StandardCharsets.US_ASCII);
        StrictMemVfs cut;
        try (Journal journal = Journal.open(files)) {
            long end = 0;
            for (int i = 1; i <= 200; i++) {
                end = journal.log().append(1, i, record, 0, record.length, true);
            }
            journal.log().sync(end);
            cut = files.afterPowerCut(new Random(Seed.get()));
        }
        assertTrue(Journal.segments(files).size() > 2);
        try (Journal journal = Journal.open(cut)) {
            assertEquals(200, journal.replayed().size());
        }
    }

    @Test
    void oneTenantThatIsNotFlushedKeepsItsSegmentAndIsNamed() throws IOException {
        try (Journal journal = Journal.open(files)) {
            journal.write(7, "the laggard");
            for (int i = 0; i < 500; i++) {
                journal.write(1, KILOBYTE);
            }
            journal.log().flushed(1, 500);
            assertEquals(List.of(7L), journal.log().laggards());
            assertTrue(Journal.segments(files).size() >= 7);
            journal.log().flushed(7, 1);
            assertEquals(List.of(), journal.log().laggards());
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of(), journal.replayed());
        }
    }

    @Test
    void releasedSegmentsAreUsedAgainAndTheirOldRecordsAreNeverReplayed() throws IOException {
        Random random = new Random(Seed.get());
        Set<String> released = new HashSet<>();
        for (int each = 0; each < 20; each++) {
            int run = each;
            List<String> kept = new ArrayList<>();
            StrictMemVfs cut;
            try (Journal journal = Journal.open(files)) {
                for (int i = 0; i < 200; i++) {
                    released.add(journal.write(1, "old " + run + KILOBYTE));
                }
                journal.log().flushed(1, journal.lastSequence(1));
                for (int i = 0; i < 100; i++) {
                    released.add(journal.write(1, "old " + run + KILOBYTE));
                }
                journal.log().flushed(1, Long.MAX_VALUE - 1);
                kept.add(journal.write(2, "kept " + run));
                assertTrue(journal.log().statistics().recycledSegments() > 0);
                cut = files.afterPowerCut(random);
                journal.log().flushed(2, 1);
            }
            try (Journal journal = Journal.open(cut)) {
                List<String> found = journal.replayed().stream()
                        .filter(record -> record.startsWith("2/"))
                        .toList();
                assertEquals(kept, found);
                assertTrue(released.containsAll(journal.replayed().stream()
                        .filter(record -> record.startsWith("1/"))
                        .collect(Collectors.toSet())));
                assertFalse(
                        journal.replayed().stream()
                                .anyMatch(record -> record.contains(" old ") && !record.contains("old " + run)),
                        "stale");
            }
        }
    }

    /** What a failed sync left clean is not written again by a sync, if the same bytes are stored over it. */
    @Test
    void segmentWhoseSyncFailedIsNotUsedAgain() throws IOException {
        try (Journal journal = Journal.open(files)) {
            journal.write(1, KILOBYTE);
            files.failNextSync();
            assertThrows(FailedLogException.class, () -> journal.write(1, KILOBYTE));
            String failed = Journal.segments(files).getLast();
            journal.log().restart();
            for (int i = 0; i < 200; i++) {
                journal.write(1, KILOBYTE);
            }
            assertTrue(Journal.segments(files).contains(failed));
            journal.log().flushed(1, Long.MAX_VALUE - 1);
            List<String> free = files.list("").stream()
                    .filter(name -> name.endsWith(".free"))
                    .toList();
            assertFalse(free.isEmpty());
            assertFalse(free.contains(failed.replace(".wal", ".free")), free::toString);
        }
    }

    /** Records without content are as long as marks, so that what a recycled segment held before lies behind its end. */
    @Test
    void whatARecycledSegmentHeldBeforeIsNeverReplayed() throws IOException {
        int enough = 2 * Journal.SEGMENT_BYTES / RecordFormat.HEADER_LENGTH;
        List<String> kept = new ArrayList<>();
        StrictMemVfs cut;
        try (Journal journal = Journal.open(files)) {
            for (int generation = 1; generation <= 4; generation++) {
                for (int i = 1; i < enough; i++) {
                    journal.writeBuffered(generation, "");
                }
                journal.write(generation, "");
                journal.log().flushed(generation, enough);
            }
            assertTrue(journal.log().statistics().recycledSegments() > 0);
            for (int i = 0; i < 3; i++) {
                kept.add(journal.write(5, ""));
            }
            cut = files.afterPowerCut(new Random(Seed.get()));
        }
        try (Journal journal = Journal.open(cut)) {
            assertEquals(kept, journal.replayed());
        }
    }

    @Test
    void powerCutWhileASegmentIsMadeLeavesALogThatOpens() throws IOException {
        Random random = new Random(Seed.get());
        for (int round = 0; round < 30; round++) {
            List<StrictMemVfs> cuts = new ArrayList<>();
            StrictMemVfs fresh = new StrictMemVfs();
            FaultPlan plan = (operation, name) -> cuts.add(fresh.afterPowerCut(random));
            try (Journal journal = Journal.open(new FaultyVfs(fresh, plan))) {
                journal.write(1, KILOBYTE);
            }
            for (StrictMemVfs cut : cuts) {
                try (Journal journal = Journal.open(cut)) {
                    assertTrue(journal.replayed().size() <= 1);
                }
            }
        }
    }

    @Test
    void releaseThatFailsLeavesNoHoleBehindIt() throws IOException {
        for (FaultPlan.Operation failing : List.of(FaultPlan.Operation.SYNC, FaultPlan.Operation.DELETE)) {
            Random random = new Random(Seed.get());
            for (int round = 0; round < 30; round++) {
                releaseFailsOnce(new StrictMemVfs(), failing, random);
            }
        }
    }

    private static void releaseFailsOnce(StrictMemVfs files, FaultPlan.Operation failing, Random random)
            throws IOException {
        boolean[] fails = new boolean[1];
        boolean[] cutting = new boolean[1];
        List<StrictMemVfs> cuts = new ArrayList<>();
        FaultPlan plan = (operation, name) -> {
            if (cutting[0]) {
                cuts.add(files.afterPowerCut(random));
            }
            boolean ofRelease = operation != FaultPlan.Operation.SYNC || name.isEmpty();
            if (fails[0] && operation == failing && ofRelease) {
                fails[0] = false;
                throw new IOException("Input/output error");
            }
        };
        try (Journal journal = Journal.open(new FaultyVfs(files, plan), Map.of("recycle_files", "0"))) {
            for (int i = 0; i < 300; i++) {
                journal.write(1, KILOBYTE);
            }
            fails[0] = true;
            journal.log().flushed(1, 70);
            cutting[0] = true;
            journal.log().flushed(1, 140);
            journal.log().flushed(1, 210);
            cuts.add(files.afterPowerCut(random));
        }
        for (StrictMemVfs cut : cuts) {
            Journal.open(cut).close();
        }
    }

    @Test
    void numbersOfSegmentsNeverComeAgain() throws IOException {
        Set<String> seen = new HashSet<>();
        for (int run = 0; run < 5; run++) {
            try (Journal journal = Journal.open(files)) {
                journal.write(1, "a");
                String active = Journal.segments(files).getLast();
                assertTrue(seen.add(active), active + " again");
                journal.log().flushed(1, Long.MAX_VALUE - 1);
            }
        }
    }

    @Test
    void recordLargerThanASegmentHasOneOfItsOwn() throws IOException {
        String large = "y".repeat(3 * Journal.SEGMENT_BYTES);
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(files)) {
            written.add(journal.write(1, "before"));
            written.add(journal.write(1, large));
            written.add(journal.write(1, "after"));
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(written, journal.replayed());
        }
    }

    @Test
    void fullDiskRefusesARecordWholeAndGoesOnWhenThereIsSpace() throws IOException {
        boolean[] full = new boolean[1];
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(new FaultyVfs(files, fullWhen(full)), Map.of("recycle_files", "0"))) {
            written.add(journal.write(1, "first"));
            full[0] = true;
            assertThrows(NoSpaceException.class, () -> {
                for (int i = 0; i < 1_000; i++) {
                    written.add(journal.writeBuffered(1, KILOBYTE));
                }
            });
            assertThrows(NoSpaceException.class, () -> journal.writeBuffered(1, KILOBYTE));
            full[0] = false;
            written.add(journal.write(1, "there is space again"));
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(written, journal.replayed());
        }
    }

    @Test
    void whatWasWrittenIsDurableAfterACloseThatHasNoSpaceForItsMark() throws IOException {
        boolean[] full = new boolean[1];
        FaultPlan noNewSegment = (operation, name) -> {
            if (full[0] && operation == FaultPlan.Operation.CREATE) {
                throw new NoSpaceException("no space left on the device for " + name, new IOException("ENOSPC"));
            }
        };
        List<String> written = new ArrayList<>();
        Journal journal = Journal.open(new FaultyVfs(files, noNewSegment), Map.of("recycle_files", "0"));
        written.add(journal.write(1, "synced"));
        full[0] = true;
        for (String text : List.of(KILOBYTE, "")) {
            assertThrows(NoSpaceException.class, () -> {
                for (int i = 0; i < 1_000; i++) {
                    written.add(journal.writeBuffered(1, text));
                }
            });
        }
        assertThrows(NoSpaceException.class, journal::close);
        Random random = new Random(Seed.get());
        for (int cut = 0; cut < 20; cut++) {
            try (Journal again = Journal.open(files.afterPowerCut(random))) {
                assertEquals(written, again.replayed());
            }
        }
    }

    @Test
    void segmentsOfWhatIsInTablesGoEvenIfThatCannotBeNoted() throws IOException {
        boolean[] full = new boolean[1];
        FaultPlan noNewSegment = (operation, name) -> {
            if (full[0] && operation == FaultPlan.Operation.CREATE) {
                throw new NoSpaceException("no space left on the device for " + name, new IOException("ENOSPC"));
            }
        };
        try (Journal journal = Journal.open(new FaultyVfs(files, noNewSegment), Map.of("recycle_files", "0"))) {
            for (int i = 0; i < 200; i++) {
                journal.write(1, KILOBYTE);
            }
            full[0] = true;
            for (String text : List.of(KILOBYTE, "")) {
                assertThrows(NoSpaceException.class, () -> {
                    for (int i = 0; i < 1_000; i++) {
                        journal.writeBuffered(1, text);
                    }
                });
            }
            assertTrue(Journal.segments(files).size() > 2);
            journal.log().flushed(1, journal.lastSequence(1));
            assertEquals(1, Journal.segments(files).size());
            full[0] = false;
        }
    }

    @Test
    void segmentThatCouldNeitherBeMadeNorRemovedIsMadeLater() throws IOException {
        boolean[] failing = new boolean[1];
        FaultPlan plan = (operation, name) -> {
            boolean ofNew = name.endsWith(".new")
                    && (operation == FaultPlan.Operation.SYNC || operation == FaultPlan.Operation.DELETE);
            if (failing[0] && ofNew) {
                throw new IOException("Input/output error");
            }
        };
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(new FaultyVfs(files, plan), Map.of("recycle_files", "0"))) {
            failing[0] = true;
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 1_000; i++) {
                    written.add(journal.writeBuffered(1, KILOBYTE));
                }
            });
            failing[0] = false;
            written.add(journal.write(1, "the disk is well again"));
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(written, journal.replayed());
        }
    }

    @Test
    void recordsThatCannotBeWrittenBeforeTheirSyncAreNotAcknowledged() throws IOException {
        boolean[] full = new boolean[1];
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(new FaultyVfs(files, fullWhen(full)), Map.of("recycle_files", "0"))) {
            written.add(journal.write(1, "first"));
            full[0] = true;
            assertThrows(FailedLogException.class, () -> journal.write(1, "lost"));
            assertThrows(FailedLogException.class, () -> journal.writeBuffered(1, "lost too"));
            full[0] = false;
            assertThrows(FailedLogException.class, () -> journal.write(1, "refused until the restart"));
            journal.log().restart();
            written.add(journal.write(1, "there is space again"));
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(written, journal.replayed());
        }
    }

    private static FaultPlan fullWhen(boolean[] full) {
        return (operation, name) -> {
            if (full[0] && (operation == FaultPlan.Operation.CREATE || operation == FaultPlan.Operation.WRITE)) {
                throw new NoSpaceException("no space left on the device for " + name, new IOException("ENOSPC"));
            }
        };
    }
}
