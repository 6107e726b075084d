package org.allidb.storage.sstable.internal;

import java.io.IOException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.jspecify.annotations.Nullable;

/** Walks over a table block by block. */
final class BlockCursor implements RunCursor {

    private static final int SHORT_SCAN = 4;
    /** Bytes of large values on the heap after which a run is handed over. */
    private static final long BULK_RUN_BYTES = 1 << 20;

    private final BlockTableReader table;
    private final boolean forward;
    private final long maxSequence;
    private final Source source;
    private final @Nullable BulkValues bulkValues;
    private final int blocks;
    private @Nullable DataBlock block;
    /** Blocks read so far; a long scan is no reason to throw others' blocks out of the cache. */
    private int read;
    /** Number of the block that comes after the current one. */
    private int nextBlock;
    /** The entry in the current block that comes next. */
    private int next;

    /** Where blocks come from. */
    private enum Source {
        /** The cache, or loaded into it. */
        CACHE,
        /** The cache, or loaded beside it. */
        BESIDE_CACHE,
        /** The disk. */
        DISK
    }

    private BlockCursor(
            BlockTableReader table,
            boolean forward,
            long maxSequence,
            Source source,
            @Nullable BulkValues bulkValues) {
        this.table = table;
        this.forward = forward;
        this.maxSequence = maxSequence;
        this.source = source;
        this.bulkValues = bulkValues;
        this.blocks = table.metadata().dataBlocks();
        this.nextBlock = forward ? 0 : blocks - 1;
    }

    /** A cursor for a user. */
    static BlockCursor cached(BlockTableReader table, boolean forward, long maxSequence) {
        return new BlockCursor(table, forward, maxSequence, Source.CACHE, null);
    }

    /** A cursor for somebody who copies what it shows. */
    static BlockCursor bulk(BlockTableReader table, boolean forward, long maxSequence, BulkValues values) {
        return new BlockCursor(table, forward, maxSequence, Source.BESIDE_CACHE, values);
    }

    /** A cursor for somebody who wants to know what is on the disk. */
    static BlockCursor anew(BlockTableReader table, BulkValues values) {
        return new BlockCursor(table, true, Long.MAX_VALUE, Source.DISK, values);
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
        BulkValues values = bulkValues;
        long mayLoad = values == null ? 0 : values.loaded() + BULK_RUN_BYTES;
        while (run.size() < limit && (values == null || values.loaded() <= mayLoad)) {
            DataBlock in = block;
            try {
                if (in == null || (forward ? next >= in.count() : next < 0)) {
                    if (!enterNext()) {
                        break;
                    }
                    continue;
                }
                long sequence = in.sequence(next);
                if (sequence <= maxSequence) {
                    table.addTo(run, in, next, sequence, values);
                }
            } catch (IOException | StorageException e) {
                if (run.size() == 0) {
                    throw e;
                }
                // what lies before the damage may be all that is wanted; the next call tells of it
                break;
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
        DataBlock entered =
                switch (source) {
                    case CACHE -> table.block(nextBlock, read++ < SHORT_SCAN);
                    case BESIDE_CACHE -> table.bulkBlock(nextBlock);
                    case DISK -> table.blockAnew(nextBlock);
                };
        block = entered;
        nextBlock += forward ? 1 : -1;
        next = forward ? 0 : entered.count() - 1;
        return true;
    }

    private DataBlock current() {
        return java.util.Objects.requireNonNull(block);
    }
}
