package org.allidb.storage.sstable.internal;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;
import org.jspecify.annotations.Nullable;

/**
 * Holds the blocks that searches borrow, as many as fit; one for each format, so that nothing outlives it. Thread-safe, also
 * for threads of any number.
 */
final class MappedBlockPool {

    private static final int SLOTS = 64;
    private static final int SPREAD = 8;

    private final AtomicReferenceArray<@Nullable MappedBlock> blocks = new AtomicReferenceArray<>(SLOTS);

    /** Removes a block, or makes one. It is given back with {@link #give}, or not at all. */
    MappedBlock take() {
        int start = start();
        for (int i = 0; i < SPREAD; i++) {
            int slot = start + i & SLOTS - 1;
            if (blocks.getPlain(slot) != null) {
                MappedBlock block = blocks.getAndSet(slot, null);
                if (block != null) {
                    return block;
                }
            }
        }
        return new MappedBlock();
    }

    /** Adds a block that its borrower uses no more, if there is room. */
    void give(MappedBlock block) {
        block.leave();
        int start = start();
        for (int i = 0; i < SPREAD; i++) {
            int slot = start + i & SLOTS - 1;
            if (blocks.getPlain(slot) == null && blocks.compareAndSet(slot, null, block)) {
                return;
            }
        }
    }

    /** Threads begin at different slots, so that they meet seldom. */
    private static int start() {
        return (int) Thread.currentThread().threadId() * SPREAD;
    }
}
