package org.allidb.storage.memtable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Dividers divide a memtable into parts of about the same size, however many rows there are and however they came. */
class LeafDividersTest {

    private static final int ROWS = 100_000;

    private final Memtable memtable = new BTreeMemtableProvider().create();
    private final EntryBatch batch = new EntryBatch();
    private long sequence;

    @Test
    void partsHaveAboutTheSameSize() {
        List<Integer> rows = IntStream.range(0, ROWS).boxed().collect(Collectors.toList());
        Collections.shuffle(rows, new Random(Seed.get()));
        rows.forEach(row -> put(key(row)));
        List<byte[]> dividers = memtable.dividers();
        assertTrue(dividers.size() > 500 && dividers.size() <= 2_048, dividers.size() + " dividers");
        int before = 0;
        for (byte[] divider : dividers) {
            int at = Integer.parseInt(new String(divider, StandardCharsets.UTF_8).substring(4));
            assertTrue(at - before <= 4 * ROWS / dividers.size(), "a part of " + (at - before));
            assertTrue(at > before, "they ascend");
            before = at;
        }
        assertTrue(ROWS - before <= 4 * ROWS / dividers.size());
    }

    @Test
    void versionsOfOneRowAreNotDivided() {
        put(key(1));
        for (int version = 0; version < 10_000; version++) {
            put(key(5));
        }
        put(key(9));
        List<byte[]> dividers = memtable.dividers();
        for (int i = 1; i < dividers.size(); i++) {
            assertTrue(KeyOrder.compare(dividers.get(i - 1), dividers.get(i)) < 0, "each once");
        }
        assertTrue(dividers.size() <= 3, dividers.size() + " dividers");
    }

    @Test
    void emptyOneHasNone() {
        assertEquals(List.of(), memtable.dividers());
    }

    private static String key(int row) {
        return "row-%07d".formatted(row);
    }

    private void put(String key) {
        sequence++;
        batch.clear();
        batch.add(
                EntryType.PUT,
                key.getBytes(StandardCharsets.UTF_8),
                MemorySegment.ofArray(new byte[] {1}),
                sequence,
                0);
        batch.seal(sequence, sequence);
        memtable.apply(batch);
    }
}
