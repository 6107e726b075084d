package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Torn ends are sealed off, damage before them is reported, and neither is taken for the other. */
@Execution(ExecutionMode.CONCURRENT)
class DamageTest {

    private static final String FIRST = "0000000000000001.wal";

    private final Random random = new Random(Seed.get());

    /** A log of five synced records that was not closed. */
    private static StrictMemVfs crashed(List<String> written) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (Journal journal = Journal.open(files)) {
            for (int i = 0; i < 5; i++) {
                written.add(journal.write(1, "record number " + i));
            }
            return copy(files);
        }
    }

    /** As a process finds it that comes after one that was killed. */
    private static StrictMemVfs copy(StrictMemVfs files) throws IOException {
        StrictMemVfs copy = new StrictMemVfs();
        for (String name : files.list("")) {
            byte[] bytes = Journal.content(files, name);
            try (var file = copy.create(name)) {
                file.write(0, bytes, 0, bytes.length);
            }
        }
        return copy;
    }

    private static int offsetOf(int record) {
        return SegmentHeader.LENGTH + record * (RecordFormat.HEADER_LENGTH + "record number 0".length());
    }

    @Test
    void everyFlippedByteOfARecordThatLaterOnesVouchForIsTold() throws IOException {
        List<String> written = new ArrayList<>();
        StrictMemVfs files = crashed(written);
        byte[] intact = Journal.content(files, FIRST);
        for (int at = SegmentHeader.LENGTH; at < offsetOf(3); at++) {
            StrictMemVfs damaged = copy(files);
            Journal.overwrite(damaged, FIRST, at, (byte) (intact[at] ^ 1 << random.nextInt(8)));
            int record = (at - SegmentHeader.LENGTH) / (offsetOf(1) - offsetOf(0));
            DamagedLogException told =
                    assertThrows(DamagedLogException.class, () -> Journal.open(damaged), "byte " + at);
            assertEquals(FIRST, told.file());
            assertEquals(offsetOf(record), told.offset());
            assertTrue(told.getMessage().contains(FIRST), told.getMessage());
            assertTrue(told.getMessage().contains("nothing was changed"), told.getMessage());
        }
    }

    @Test
    void damageToTheLastRecordOfAFullSegmentIsTold() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        StrictMemVfs damaged;
        try (Journal journal = Journal.open(files)) {
            while (Journal.segments(files).size() == 1) {
                journal.write(1, "x".repeat(1_000));
            }
            journal.write(1, "of the next segment");
            damaged = copy(files);
        }
        // nothing behind it in its own segment knows it to be durable, the next segment does
        byte[] intact = Journal.content(damaged, FIRST);
        int last = intact.length - 1;
        while (intact[last] != 'x') {
            last--;
        }
        Journal.overwrite(damaged, FIRST, last, (byte) 'y');
        DamagedLogException told = assertThrows(DamagedLogException.class, () -> Journal.open(damaged));
        assertEquals(FIRST, told.file());
    }

    @Test
    void everyFlippedByteOfTheHeaderIsTold() throws IOException {
        List<String> written = new ArrayList<>();
        StrictMemVfs files = crashed(written);
        byte[] intact = Journal.content(files, FIRST);
        for (int at = 0; at < SegmentHeader.LENGTH; at++) {
            StrictMemVfs damaged = copy(files);
            Journal.overwrite(damaged, FIRST, at, (byte) (intact[at] ^ 1 << random.nextInt(8)));
            assertThrows(DamagedLogException.class, () -> Journal.open(damaged), "byte " + at);
        }
    }

    @Test
    void tornTailIsSealedOffAndLaterRecordsAreFound() throws IOException {
        for (int cut = offsetOf(4); cut < offsetOf(5); cut++) {
            List<String> written = new ArrayList<>();
            StrictMemVfs files = crashed(written);
            Journal.overwrite(files, FIRST, cut, new byte[offsetOf(6) - cut]);
            written.removeLast();
            String later;
            try (Journal journal = Journal.open(files)) {
                assertEquals(written, journal.replayed(), "cut at " + cut);
                later = journal.write(1, "after it");
            }
            written.add(later);
            try (Journal journal = Journal.open(files)) {
                assertEquals(written, journal.replayed(), "cut at " + cut);
            }
        }
    }

    @Test
    void everyLengthThatASegmentIsCutToIsTold() throws IOException {
        List<String> written = new ArrayList<>();
        StrictMemVfs files = crashed(written);
        for (int length = offsetOf(5); length >= 0; length--) {
            StrictMemVfs cut = copy(files);
            try (var file = cut.open(FIRST)) {
                file.setSize(length);
            }
            assertThrows(DamagedLogException.class, () -> Journal.open(cut), "length " + length);
        }
    }

    /** The header may be on the device before the length is; a segment of the next run must not be lost for that. */
    @Test
    void powerCutWhileASegmentIsMadeIsNoDamage() throws IOException {
        for (int round = 0; round < 40; round++) {
            StrictMemVfs files = new StrictMemVfs();
            List<StrictMemVfs> images = new ArrayList<>();
            FaultPlan cuts = (operation, name) -> images.add(files.afterPowerCut(random));
            List<String> written = new ArrayList<>();
            try (Journal journal = Journal.open(files)) {
                written.add(journal.write(1, "kept"));
            }
            try (Journal journal = Journal.open(new FaultyVfs(files, cuts))) {
                assertEquals(written, journal.replayed());
            }
            assertTrue(images.size() > 5, "only " + images.size());
            for (StrictMemVfs image : images) {
                try (Journal journal = Journal.open(image)) {
                    assertEquals(written, journal.replayed());
                    assertEquals(
                            List.of(),
                            image.list("").stream()
                                    .filter(name -> name.endsWith(".new"))
                                    .toList());
                }
            }
        }
    }

    @Test
    void zerosHoldNoRecords() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        StrictMemVfs preallocated;
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of(), journal.replayed());
            preallocated = copy(files);
        }
        assertEquals(Journal.SEGMENT_BYTES, preallocated.size(FIRST));
        try (Journal journal = Journal.open(preallocated)) {
            assertEquals(List.of(), journal.replayed());
        }
    }

    @Test
    void absurdLengthIsNotBelieved() throws IOException {
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 1 << 30, Journal.SEGMENT_BYTES}) {
            List<String> written = new ArrayList<>();
            StrictMemVfs files = crashed(written);
            byte[] bytes = {(byte) length, (byte) (length >> 8), (byte) (length >> 16), (byte) (length >> 24)};
            Journal.overwrite(files, FIRST, offsetOf(4), bytes);
            written.removeLast();
            try (Journal journal = Journal.open(files)) {
                assertEquals(written, journal.replayed(), "length " + length);
            }
        }
    }

    @Test
    void missingSegmentIsTold() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (Journal journal = Journal.open(files)) {
            for (int i = 0; i < 300; i++) {
                journal.writeBuffered(1, "x".repeat(1_000));
            }
        }
        List<String> segments = Journal.segments(files);
        files.delete(segments.get(1));
        String told = assertThrows(DamagedLogException.class, () -> Journal.open(files))
                .getMessage();
        assertTrue(told.startsWith("the log segment " + segments.get(1) + " is missing"), told);
    }

    @Test
    void segmentOfANewerFormatIsRefusedUntouched() throws IOException {
        StrictMemVfs files = crashed(new ArrayList<>());
        byte[] header = Journal.content(files, FIRST);
        header[8] = 4;
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(header, 0, SegmentHeader.LENGTH - Integer.BYTES);
        int value = (int) crc.getValue();
        for (int i = 0; i < Integer.BYTES; i++) {
            header[SegmentHeader.LENGTH - Integer.BYTES + i] = (byte) (value >> 8 * i);
        }
        Journal.overwrite(files, FIRST, 0, header);
        String told = assertThrows(DamagedLogException.class, () -> Journal.open(files))
                .getMessage();
        assertTrue(told.contains("format version 4"), told);
        assertEquals(List.of(FIRST), Journal.segments(files));
    }
}
