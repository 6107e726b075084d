package org.allidb.storage.sstable.internal;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.jspecify.annotations.Nullable;

/** Walks over a table block by block. */
final class BlockCursor implements RunCursor {

    private static final int SHORT_SCAN = 4;

    private final BlockTableReader table;
    private final boolean forward;
    private final long maxSequence;
    private final boolean bulk;
    private final int blocks;
    private @Nullable DataBlock block;
    /** Blocks read so far; a long scan is no reason to throw others' blocks out of the cache. */
    private int read;
    /** Number of the block that comes after the current one. */
    private int nextBlock;
    /** The entry in the current block that comes next. */
    private int next;

    BlockCursor(BlockTableReader table, boolean forward, long maxSequence, boolean bulk) {
        this.table = table;
        this.forward = forward;
        this.maxSequence = maxSequence;
        this.bulk = bulk;
        this.blocks = table.metadata().dataBlocks();
        this.nextBlock = forward ? 0 : blocks - 1;
    }

    @Override
    public void seek(byte[] key, int offset, int length) throws IOException {
        int number = table.metadata().findBlock(key, offset, length);
        block = null;
        if (forward) {
            nextBlock = number;
            if (enterNext()) {
                next = current().find(key, offset, length);
            }
        } else {
            nextBlock = Math.min(number, blocks - 1);
            if (enterNext()) {
                next = current().find(key, offset, length) - 1;
            }
        }
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        run.clear();
        while (run.size() < limit) {
            DataBlock in = block;
            if (in == null || (forward ? next >= in.count() : next < 0)) {
                if (!enterNext()) {
                    break;
                }
                continue;
            }
            long sequence = in.sequence(next);
            if (sequence <= maxSequence) {
                table.addTo(run, in, next, sequence);
            }
            next += forward ? 1 : -1;
        }
        return run.size();
    }

    @Override
    public void close() {
        block = null;
        nextBlock = forward ? blocks : -1;
    }

    private boolean enterNext() throws IOException {
        if (nextBlock < 0 || nextBlock >= blocks) {
            block = null;
            return false;
        }
        DataBlock entered = bulk ? table.bulkBlock(nextBlock) : table.block(nextBlock, read++ < SHORT_SCAN);
        block = entered;
        nextBlock += forward ? 1 : -1;
        next = forward ? 0 : entered.count() - 1;
        return true;
    }

    private DataBlock current() {
        return java.util.Objects.requireNonNull(block);
    }
}
