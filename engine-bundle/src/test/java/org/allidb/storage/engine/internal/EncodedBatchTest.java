package org.allidb.storage.engine.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.WriteBatch;
import org.junit.jupiter.api.Test;

class EncodedBatchTest {

    private static final int LIMIT = 1_000;

    private final EncodedBatch batch = new EncodedBatch(new SmallBatches());

    @Test
    void fullBatchRefusesTheNextEntryAndKeepsWhatItHas() {
        byte[] value = new byte[100];
        int rows = 0;
        while (batch.bytes() + 200 < LIMIT) {
            batch.put(new byte[] {(byte) rows++}, value);
        }
        int size = batch.size();
        long bytes = batch.bytes();
        String told = assertThrows(
                        InvalidArgumentException.class, () -> batch.put(new byte[] {99}, new byte[LIMIT / 2]))
                .getMessage();
        assertEquals(
                "a batch of tenant 'small' would be larger than the 1000 bytes that one may have; write what is in it,"
                        + " clear it and go on",
                told);
        assertThrows(InvalidArgumentException.class, () -> batch.deleteFrom(EntityId.of("a")));
        assertEquals(size, batch.size());
        assertEquals(bytes, batch.bytes());
        batch.clear();
        batch.put(new byte[] {99}, new byte[LIMIT / 2]);
        assertEquals(1, batch.size());
    }

    @Test
    void fullBatchStillHasRoomForTheTimeToLiveOfEveryRow() {
        assertThrows(InvalidArgumentException.class, this::fill);
        int size = batch.size();
        assertTrue(batch.expiringAt(1_000).batch().length() <= LIMIT);
        assertEquals(size, batch.expiringAt(1_000).batch().count());
    }

    @Test
    void limitIsThatOfARecordOfTheLog() {
        assertEquals(WriteBatch.MAX_BYTES, WriteRules.NOBODY.maxBatchBytes());
        assertEquals(1 << 30, WriteBatch.MAX_BYTES);
    }

    private void fill() {
        for (int i = 0; i < LIMIT; i++) {
            batch.delete(new byte[] {(byte) i});
            batch.put(new byte[] {(byte) i}, new byte[0]);
        }
    }

    private static final class SmallBatches implements WriteRules {

        @Override
        public long maxRowBytes() {
            return LIMIT;
        }

        @Override
        public long maxBatchBytes() {
            return LIMIT;
        }

        @Override
        public long nowMillis() {
            return 0;
        }

        @Override
        public Map<String, Integer> vectorDimensions() {
            return Map.of();
        }

        @Override
        public String owner() {
            return "tenant 'small'";
        }
    }
}
