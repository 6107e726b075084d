package org.allidb.storage.sstable.internal.read;

import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.sstable.internal.format.v1.MappedBlock;

/** Pools of the buffers that reads of tables borrow. Each format has its own. Bounded and thread-safe. */
public final class ReadPools {

    /** Bytes of the longest pooled buffer; that of an unusually large block is left to the garbage collector. */
    private static final int MOST_POOLED_BYTES = 64 << 10;
    /** A buffer before its first use. */
    private static final byte[] EMPTY = {};

    private final ReusePool<MappedBlock> blocks = new ReusePool<>(MappedBlock::new);
    private final ReusePool<PointProbe> probes = new ReusePool<>(PointProbe::new);
    private final ReusePool<byte[]> buffers = new ReusePool<>(() -> EMPTY);

    /** Creates empty pools. */
    public ReadPools() {}

    /** Lends a block for one search. The borrower returns it by {@link #give(MappedBlock)}, or leaves it to the collector. */
    MappedBlock takeBlock() {
        return blocks.take();
    }

    /** Takes a block back; its borrower does not use it after that. */
    void give(MappedBlock block) {
        block.leave();
        blocks.give(block);
    }

    /** Lends what a lookup by a point index needs. The borrower returns it by {@link #give(PointProbe)}. */
    PointProbe takeProbe() {
        return probes.take();
    }

    /** Takes a probe back; its borrower does not use it after that. */
    void give(PointProbe probe) {
        if (probe.page.length + probe.entry.length <= MOST_POOLED_BYTES) {
            probes.give(probe);
        }
    }

    /** Lends a buffer of any length and content. The borrower returns it by {@link #give(byte[])}, or not at all. */
    byte[] takeBuffer() {
        return buffers.take();
    }

    /** Takes a buffer back; its borrower does not use it after that. */
    void give(byte[] buffer) {
        if (buffer.length > 0 && buffer.length <= MOST_POOLED_BYTES) {
            buffers.give(buffer);
        }
    }

    /** Leaves all that is in the pools to the garbage collector, with the rows that passed through it. */
    void clear() {
        blocks.clear();
        probes.clear();
        buffers.clear();
    }
}
