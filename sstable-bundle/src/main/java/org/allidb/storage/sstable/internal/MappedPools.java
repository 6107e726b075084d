package org.allidb.storage.sstable.internal;

import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;

/** What reads of mapped tables borrow; one for each format, so that nothing outlives it. Bounded and thread-safe. */
final class MappedPools {

    /** Longer buffers, those of unusually large blocks, are left to the garbage collector. */
    private static final int MOST_POOLED_BYTES = 64 << 10;
    /** A buffer before its first use. */
    private static final byte[] EMPTY = {};

    private final ReusePool<MappedBlock> blocks = new ReusePool<>(MappedBlock::new);
    private final ReusePool<byte[]> buffers = new ReusePool<>(() -> EMPTY);

    /** Returns a block for one search. It is given back with {@link #give(MappedBlock)}, or not at all. */
    MappedBlock takeBlock() {
        return blocks.take();
    }

    /** Takes a block back that its borrower uses no more. */
    void give(MappedBlock block) {
        block.leave();
        blocks.give(block);
    }

    /** Returns a buffer of any length and content. It is given back with {@link #give(byte[])}, or not at all. */
    byte[] takeBuffer() {
        return buffers.take();
    }

    /** Takes a buffer back that its borrower uses no more. */
    void give(byte[] buffer) {
        if (buffer.length > 0 && buffer.length <= MOST_POOLED_BYTES) {
            buffers.give(buffer);
        }
    }
}
