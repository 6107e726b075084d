package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches as they are in the log. */
class EntryBatchFuzz {

    static Stream<byte[]> seeds() {
        EntryBatch own = new EntryBatch();
        own.add(EntryType.PUT, new byte[] {'k'}, MemorySegment.ofArray(new byte[] {'v', 'w'}), 7, 9);
        own.add(EntryType.DELETE, new byte[] {'l'}, 1, new byte[0]);
        own.add(EntryType.RANGE_DELETE, new byte[] {'a'}, 1, new byte[] {'b'});
        own.seal(5, 100);
        EntryBatch callers = new EntryBatch();
        callers.add(EntryType.PUT, new byte[200], 200, new byte[300]);
        callers.sealWithCallersTimestamp(1, 2);
        return Stream.of(own, callers).map(batch -> Arrays.copyOf(batch.bytes(), batch.length()));
    }

    @MethodSource("seeds")
    @FuzzTest
    void batchIsRefusedOrIsWhatItsEntriesMake(byte[] bytes) {
        EntryBatch batch;
        try {
            batch = EntryBatch.parse(bytes, 0, bytes.length);
        } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("batch"), e.getMessage());
            return;
        }
        EntryBatch copy = new EntryBatch();
        int count = 0;
        for (EntryBatchReader reader = batch.reader(); reader.next(); count++) {
            copy.add(
                    reader.type(),
                    Arrays.copyOfRange(batch.bytes(), reader.keyOffset(), reader.valueOffset()),
                    MemorySegment.ofArray(batch.bytes()).asSlice(reader.valueOffset(), reader.valueLength()),
                    reader.timestamp(),
                    reader.expiresAt());
        }
        assertEquals(batch.count(), count);
        if (batch.hasCallersTimestamp()) {
            copy.sealWithCallersTimestamp(batch.baseSequence(), batch.timestamp());
        } else {
            copy.seal(batch.baseSequence(), batch.timestamp());
        }
        assertSame(batch, EntryBatch.parse(copy.bytes(), 0, copy.length()));
    }

    private static void assertSame(EntryBatch one, EntryBatch other) {
        assertEquals(one.count(), other.count());
        assertEquals(one.baseSequence(), other.baseSequence());
        assertEquals(one.timestamp(), other.timestamp());
        assertEquals(one.hasCallersTimestamp(), other.hasCallersTimestamp());
        EntryBatchReader a = one.reader();
        EntryBatchReader b = other.reader();
        while (a.next()) {
            assertTrue(b.next());
            assertEquals(a.type(), b.type());
            assertEquals(a.sequence(), b.sequence());
            assertEquals(a.timestamp(), b.timestamp());
            assertEquals(a.expiresAt(), b.expiresAt());
            assertArrayEquals(keyAndValue(one, a), keyAndValue(other, b));
        }
        assertFalse(b.next());
    }

    private static byte[] keyAndValue(EntryBatch batch, EntryBatchReader reader) {
        return Arrays.copyOfRange(batch.bytes(), reader.keyOffset(), reader.valueOffset() + reader.valueLength());
    }
}
