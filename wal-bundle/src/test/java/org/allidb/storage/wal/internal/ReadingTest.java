package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.testkit.FaultPlan.Operation;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** A log that is read beside its writer. */
class ReadingTest {

    private static final String KILOBYTE = "x".repeat(1_000);

    private final StrictMemVfs files = new StrictMemVfs();
    private final List<String> read = new ArrayList<>();

    /** What is done in the middle of reading. */
    private interface Meanwhile {
        void run() throws IOException;
    }

    private void read(Meanwhile meanwhile) throws IOException {
        read.clear();
        FaultyVfs readOnly = new FaultyVfs(files, (operation, name) -> {
            if (operation != Operation.READ && operation != Operation.OPEN) {
                throw new IOException(operation + " of " + name);
            }
        });
        new SegmentedLogProvider()
                .read(readOnly, new FileAnchor(files), (generation, sequence, record, offset, length) -> {
                    if (read.isEmpty()) {
                        meanwhile.run();
                    }
                    read.add(generation + "/" + sequence + " "
                            + new String(record, offset, length, StandardCharsets.UTF_8));
                });
    }

    @Test
    void everythingThatWasWrittenIsReadAndNothingIsChanged() throws IOException {
        List<String> written = new ArrayList<>();
        try (Journal journal = Journal.open(files)) {
            for (int i = 0; i < 100; i++) {
                written.add(journal.write(1 + i % 2, KILOBYTE));
                written.add(journal.writeBuffered(3, "buffered"));
            }
            read(() -> {});
            assertEquals(written, read);
            written.add(journal.write(1, "later"));
            read(() -> {});
            assertEquals(written, read);
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(written, journal.replayed());
        }
    }

    @Test
    void segmentThatWasReleasedWhileItWasReadIsNotTakenForShort() throws IOException {
        try (Journal journal = Journal.open(files)) {
            for (int i = 0; i < 20; i++) {
                journal.write(1, KILOBYTE);
            }
            assertThrows(
                    NoSuchFileException.class,
                    () -> read(() -> {
                        for (int i = 0; i < 200; i++) {
                            journal.write(1, KILOBYTE);
                            journal.log().flushed(1, journal.lastSequence(1));
                        }
                    }));
            String last = journal.write(1, "last");
            read(() -> {});
            assertEquals(last, read.getLast());
        }
    }
}
