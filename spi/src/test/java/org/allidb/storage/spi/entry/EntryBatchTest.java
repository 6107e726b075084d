package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.WriteOptions;
import org.junit.jupiter.api.Test;

class EntryBatchTest {

    private final Random random = new Random(Long.getLong("allidb.seed", 20_261_124));

    @Test
    void theStoredFormIsAsDrawn() {
        EntryBatch batch = new EntryBatch();
        batch.add(EntryType.PUT, new byte[] {'k', 9}, 1, new byte[] {'v', 'w'});
        batch.add(EntryType.DELETE, new byte[] {'d'}, MemorySegment.ofArray(new byte[0]), 0x0102, 0);
        batch.add(EntryType.PUT, new byte[] {'e'}, MemorySegment.ofArray(new byte[] {'x'}), -1, 0x0304);
        batch.seal(0x11, 0x22);
        assertEquals(
                "1100000000000000" + "2200000000000000" + "03000000" + "00000000"
                        + "010102" + "6b" + "7677"
                        + "420100" + "0201000000000000" + "64"
                        + "810101" + "0403000000000000" + "6578",
                HexFormat.of().formatHex(batch.bytes(), 0, batch.length()));
    }

    @Test
    void whatWasAddedIsReadBack() {
        for (int round = 0; round < 300; round++) {
            EntryBatch batch = new EntryBatch(random.nextInt(64));
            List<String> added = new ArrayList<>();
            long base = random.nextLong(1L << 40);
            long timestamp = random.nextLong(WriteOptions.MAX_TIMESTAMP);
            int count = random.nextInt(20);
            for (int i = 0; i < count; i++) {
                added.add(addRandom(batch, base + i, timestamp));
            }
            boolean callers = random.nextBoolean();
            if (callers) {
                batch.sealWithCallersTimestamp(base, timestamp);
            } else {
                batch.seal(base, timestamp);
            }
            byte[] record = new byte[batch.length() + 10];
            System.arraycopy(batch.bytes(), 0, record, 7, batch.length());
            EntryBatch parsed = EntryBatch.parse(record, 7, batch.length());
            Arrays.fill(record, (byte) 0x55);
            for (EntryBatch read : List.of(batch, parsed)) {
                assertEquals(added, texts(read));
                assertEquals(count, read.count());
                assertEquals(base, read.baseSequence());
                assertEquals(base + count - 1, read.lastSequence());
                assertEquals(timestamp, read.timestamp());
                assertEquals(callers, read.hasCallersTimestamp());
            }
        }
    }

    @Test
    void aClearedBatchIsLikeANewOne() {
        EntryBatch batch = new EntryBatch();
        addRandom(batch, 0, 0);
        batch.sealWithCallersTimestamp(5, 6);
        batch.clear();
        assertEquals(0, batch.count());
        assertEquals(EntryBatch.HEADER_LENGTH, batch.length());
        batch.add(EntryType.PUT, new byte[] {1}, 1, new byte[0]);
        batch.seal(7, 8);
        assertFalse(batch.hasCallersTimestamp());
        assertEquals(List.of("1 01  7 8 0"), texts(batch));
    }

    @Test
    void valuesOfNativeMemoryAreCopied() {
        EntryBatch batch = new EntryBatch();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(300);
            value.fill((byte) 7);
            batch.add(EntryType.PUT, new byte[] {1}, value, -1, 0);
        }
        batch.seal(1, 2);
        EntryBatchReader reader = batch.reader();
        assertTrue(reader.next());
        assertEquals(300, reader.valueLength());
        assertEquals(7, batch.bytes()[reader.valueOffset() + 299]);
    }

    @Test
    void damageIsToldInWords() {
        EntryBatch batch = new EntryBatch();
        batch.add(EntryType.PUT, new byte[] {'k'}, 1, new byte[] {'v'});
        batch.seal(1, 2);
        byte[] bytes = Arrays.copyOf(batch.bytes(), batch.length());
        assertEquals("a batch of 23 bytes is shorter than its header", refused(bytes, 23));
        assertEquals("entry 0 of a batch is damaged at byte 27", refused(bytes, bytes.length - 1));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 3);
        assertEquals("a batch has 3 bytes after its last entry", refused(longer, longer.length));
        assertEquals("entry 0 of a batch is damaged at byte 25", refused(with(bytes, 24, 0), bytes.length));
        assertEquals("entry 1 of a batch is damaged at byte 29", refused(with(bytes, 16, 2), bytes.length));
        assertEquals("the header of a batch is damaged", refused(with(bytes, 19, 0x80), bytes.length));
        assertEquals("the header of a batch is damaged", refused(with(bytes, 20, 2), bytes.length));
    }

    @Test
    void anInvertedRangeTombstoneIsRefused() {
        for (String end : List.of("a", "k", "")) {
            EntryBatch batch = new EntryBatch();
            batch.add(EntryType.RANGE_DELETE, new byte[] {'k'}, MemorySegment.ofArray(end.getBytes()), -1, 0);
            batch.seal(1, 2);
            assertEquals("a range tombstone of a batch is empty or inverted", refused(batch.bytes(), batch.length()));
        }
    }

    /** Whatever the bytes are, they are a batch or refused: nothing else is thrown, and nothing outside is read. */
    @Test
    void noFlippedByteAndNoLengthLeadsAstray() {
        EntryBatch batch = new EntryBatch();
        for (int i = 0; i < 12; i++) {
            addRandom(batch, i, 99);
        }
        batch.seal(1, 99);
        byte[] bytes = Arrays.copyOf(batch.bytes(), batch.length());
        int refused = 0;
        for (int length = 0; length < bytes.length; length++) {
            refused += isRefused(bytes, length) ? 1 : 0;
        }
        assertEquals(bytes.length, refused, "every shorter length is refused");
        for (int at = 0; at < bytes.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << bit);
                isRefused(flipped, flipped.length);
            }
        }
    }

    private static boolean isRefused(byte[] bytes, int length) {
        try {
            texts(EntryBatch.parse(bytes, 0, length));
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private String addRandom(EntryBatch batch, long sequence, long batchTimestamp) {
        byte[] key = randomBytes(1 + random.nextInt(200));
        byte[] value = randomBytes(random.nextInt(300));
        long timestamp = random.nextBoolean() ? -1 : random.nextLong(WriteOptions.MAX_TIMESTAMP);
        long expiresAt = random.nextBoolean() ? 0 : 1 + random.nextLong(1L << 42);
        byte type = EntryType.PUT;
        switch (random.nextInt(4)) {
            case 0 -> {
                type = EntryType.DELETE;
                value = new byte[0];
                batch.add(type, key, MemorySegment.ofArray(value), timestamp, expiresAt);
            }
            case 1 -> {
                type = EntryType.RANGE_DELETE;
                value = Arrays.copyOf(key, key.length + 1);
                batch.add(type, key, MemorySegment.ofArray(value), timestamp, expiresAt);
            }
            case 2 -> {
                timestamp = -1;
                expiresAt = 0;
                batch.add(type, key, key.length, value);
            }
            default -> batch.add(type, key, MemorySegment.ofArray(value), timestamp, expiresAt);
        }
        return text(type, key, value, sequence, timestamp < 0 ? batchTimestamp : timestamp, expiresAt);
    }

    private static List<String> texts(EntryBatch batch) {
        List<String> texts = new ArrayList<>();
        EntryBatchReader reader = batch.reader();
        while (reader.next()) {
            byte[] key = Arrays.copyOfRange(batch.bytes(), reader.keyOffset(), reader.keyOffset() + reader.keyLength());
            byte[] value = Arrays.copyOfRange(
                    batch.bytes(), reader.valueOffset(), reader.valueOffset() + reader.valueLength());
            texts.add(text(reader.type(), key, value, reader.sequence(), reader.timestamp(), reader.expiresAt()));
        }
        assertFalse(reader.next());
        return texts;
    }

    private static String text(byte type, byte[] key, byte[] value, long sequence, long timestamp, long expiresAt) {
        HexFormat hex = HexFormat.of();
        return type + " " + hex.formatHex(key) + " " + hex.formatHex(value) + " " + sequence + " " + timestamp + " "
                + expiresAt;
    }

    private static String refused(byte[] bytes, int length) {
        return assertThrows(IllegalArgumentException.class, () -> EntryBatch.parse(bytes, 0, length))
                .getMessage();
    }

    private static byte[] with(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
