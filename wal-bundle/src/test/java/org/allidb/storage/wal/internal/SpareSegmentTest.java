package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.SerialRuntime;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** The file that is prepared for the next segment. */
class SpareSegmentTest {

    private static final FaultPlan NO_FAULTS = (operation, name) -> {};
    private static final int MANY = 256;

    private final StrictMemVfs files = new StrictMemVfs();
    private final SerialRuntime runtime = new SerialRuntime(new ManualClock());
    private final List<String> written = new ArrayList<>();

    private Journal open(FaultPlan plan, Map<String, String> changed) throws IOException {
        Map<String, String> values = new HashMap<>(Map.of("max_file_mb", "4", "max_total_mb", "16"));
        values.putAll(changed);
        return Journal.open(new FaultyVfs(files, plan), values, runtime);
    }

    private void write(Journal journal, int records) throws IOException {
        for (int i = 0; i < records; i++) {
            written.add(journal.write(1, "text " + i));
        }
        runtime.runDue();
    }

    private long files(String suffix) throws IOException {
        return files.list("").stream().filter(name -> name.endsWith(suffix)).count();
    }

    private void assertAllIsFound() throws IOException {
        try (Journal journal = open(NO_FAULTS, Map.of())) {
            assertEquals(written, journal.replayed());
        }
        assertEquals(List.of(), runtime.failures());
    }

    @Test
    void whereWritersSyncItIsThereBeforeItIsNeededAndAGrowingSegmentIsLeftForIt() throws IOException {
        try (Journal journal = open(NO_FAULTS, Map.of())) {
            write(journal, MANY - 1);
            assertEquals(0, files(".free"));
            write(journal, 1);
            assertEquals(1, files(".free"));
            assertEquals(1, files(".wal"));
            write(journal, 1);
            assertEquals(2, files(".wal"));
            assertEquals(0, files(".free"));
            write(journal, MANY);
            assertEquals(2, files(".wal"), "this one has all its blocks, and is used to its end");
            assertEquals(1, files(".free"));
            assertEquals(0, journal.log().statistics().recycledSegments(), "no segment had that file");
        }
        assertEquals(0, files(".free"), "a close removes it");
        assertAllIsFound();
    }

    @Test
    void writersThatDoNotSyncGetNoneNorDoesALogThatKeepsNoFiles() throws IOException {
        try (Journal journal = open(NO_FAULTS, Map.of())) {
            for (int i = 0; i < 2 * MANY; i++) {
                written.add(journal.writeBuffered(1, "buffered " + i));
            }
            runtime.runDue();
            assertEquals(0, files(".free"));
        }
        try (Journal journal = open(NO_FAULTS, Map.of("recycle_files", "0"))) {
            write(journal, 2 * MANY);
            assertEquals(0, files(".free"));
        }
        assertAllIsFound();
    }

    @Test
    void oneThatCannotBeMadeIsRemovedAndTheLogGoesOn() throws IOException {
        AtomicBoolean full = new AtomicBoolean();
        FaultPlan plan = (operation, name) -> {
            if (full.get() && operation == FaultPlan.Operation.WRITE && name.endsWith(".new")) {
                throw new NoSpaceException("injected", 1, 0);
            }
        };
        try (Journal journal = open(plan, Map.of())) {
            full.set(true);
            write(journal, 2 * MANY);
            assertEquals(0, files(".free") + files(".new"));
            assertEquals(1, files(".wal"));
            full.set(false);
            write(journal, 10);
        }
        assertAllIsFound();
    }

    @Test
    void aCloseRemovesOneThatIsBeingMade() throws IOException {
        try (Journal journal = open(NO_FAULTS, Map.of())) {
            for (int i = 0; i < MANY; i++) {
                written.add(journal.write(1, "text " + i));
            }
        }
        runtime.runDue();
        assertEquals(0, files(".free") + files(".new"));
        assertAllIsFound();
    }

    @Test
    void whatIsSyncedIsFoundAfterAPowerCutAtAnyCall() throws IOException {
        Random random = new Random(Seed.get());
        AtomicBoolean watched = new AtomicBoolean();
        List<String> wrong = new ArrayList<>();
        List<String> images = new ArrayList<>();
        FaultPlan plan = (operation, name) -> {
            if (watched.get() && operation != FaultPlan.Operation.READ && random.nextInt(8) == 0) {
                images.add(name);
                try (Journal journal = Journal.open(files.afterPowerCut(random))) {
                    List<String> found = journal.replayed();
                    if (found.size() < written.size()
                            || !found.subList(0, written.size()).equals(written)) {
                        wrong.add(operation + " of " + name + ": " + found.size() + " of " + written.size());
                    }
                }
            }
        };
        try (Journal journal = open(plan, Map.of())) {
            write(journal, MANY - 3);
            watched.set(true);
            for (int i = 0; i < 12; i++) {
                write(journal, 1);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(images.stream().anyMatch(name -> name.endsWith(".new")), images.toString());
    }
}
