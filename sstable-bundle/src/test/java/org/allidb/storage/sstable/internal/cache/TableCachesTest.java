package org.allidb.storage.sstable.internal.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.allidb.storage.sstable.internal.format.common.CachedBlock;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Blocks, rows and pages of point indexes share one budget, and together never take more. */
class TableCachesTest {

    private static final int CAPACITY = 8 << 20;
    private static final int BLOCK = 8 << 10;
    private static final int BLOCKS = 2 * CAPACITY / BLOCK;

    private final Random random = new Random(Seed.get());
    private final TableCaches caches = new TableCaches(CAPACITY);
    private final AtomicReferenceArray<CachedBlock> slots = new AtomicReferenceArray<>(BLOCKS);

    @Test
    void blocksMakeRoomForRows() {
        for (int i = 0; i < BLOCKS; i++) {
            putBlock(i);
        }
        assertTrue(bytes() > CAPACITY * 9 / 10, "blocks alone take all of it");
        putRows(100_000);
        assertTrue(caches.rows().bytes() > CAPACITY / 3, "rows take up to half of it");
        assertTrue(blocks() > 0, "blocks have the rest");
    }

    @Test
    void anyOrderOfBlocksAndRowsStaysWithinTheBudget() {
        for (int i = 0; i < 20_000; i++) {
            if (random.nextBoolean()) {
                putBlock(random.nextInt(BLOCKS));
            } else {
                putRows(random.nextInt(40));
            }
        }
        assertTrue(bytes() > CAPACITY / 2, "room is used");
        caches.setCapacity(CAPACITY / 4);
        assertTrue(bytes() <= CAPACITY / 4, bytes() + " bytes");
        caches.setCapacity(0);
        assertEquals(0, bytes());
    }

    @Test
    void pointIndexesAreHeldWhileAllOfThemFitBesideTheRows() {
        assertTrue(caches.holdsPoints());
        caches.addPoints(CAPACITY / 2);
        assertTrue(caches.holdsPoints());
        caches.addPoints(1);
        assertFalse(caches.holdsPoints());
        caches.addPoints(-1);
        assertTrue(caches.holdsPoints());
        caches.setCapacity(CAPACITY / 2);
        assertFalse(caches.holdsPoints());
    }

    private void putBlock(int number) {
        caches.blocks().put(slots, number, new Block(new byte[BLOCK]), true);
        assertTrue(bytes() <= CAPACITY, bytes() + " bytes");
    }

    private void putRows(int count) {
        for (int i = 0; i < count; i++) {
            caches.rows().put(1, random.nextLong(), new byte[100], 100);
        }
        assertTrue(bytes() <= CAPACITY, bytes() + " bytes");
    }

    private long bytes() {
        return caches.statistics(0, 0).bytes();
    }

    private long blocks() {
        return bytes() - caches.rows().bytes();
    }

    /** A block of zeros. */
    private static final class Block extends CachedBlock {

        private final byte[] content;

        Block(byte[] content) {
            this.content = content;
        }

        @Override
        public byte[] bytes() {
            return content;
        }
    }
}
