package org.allidb.storage.sstable.internal;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.v1.DataBlock;
import org.jspecify.annotations.Nullable;

/** Walks over blocks on the heap. */
final class BlockCursor extends TableCursor {

    private static final int SHORT_SCAN = 4;
    /** Bytes of large values on the heap after which a run is handed over. */
    private static final long BULK_RUN_BYTES = 1 << 20;

    private final BlockTableReader table;
    private final Source source;
    private final @Nullable BulkValues bulkValues;
    private @Nullable DataBlock block;
    /** Blocks read so far; a long scan is no reason to throw others' blocks out of the cache. */
    private int read;
    /** Bytes of large values after which the run is handed over. */
    private long mayLoad;

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
        super(table.metadata(), forward, maxSequence);
        this.table = table;
        this.source = source;
        this.bulkValues = bulkValues;
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
    int enter(int number) throws IOException {
        DataBlock entered =
                switch (source) {
                    case CACHE -> table.block(number, read++ < SHORT_SCAN);
                    case BESIDE_CACHE -> table.bulkBlock(number);
                    case DISK -> table.blockAnew(number);
                };
        block = entered;
        return entered.count();
    }

    @Override
    int find(byte[] key, int offset, int length) {
        return current().find(key, offset, length);
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        BulkValues values = bulkValues;
        mayLoad = values == null ? 0 : values.loaded() + BULK_RUN_BYTES;
        return super.fill(run, limit);
    }

    @Override
    boolean isFull(EntryRun run, int limit) {
        BulkValues values = bulkValues;
        return run.size() >= limit || values != null && values.loaded() > mayLoad;
    }

    @Override
    void add(EntryRun run, int from, int end, int limit) throws IOException {
        DataBlock in = current();
        int step = forward ? 1 : -1;
        int i = from;
        try {
            for (; i != end && !isFull(run, limit); i += step) {
                long sequence = in.sequence(i);
                if (sequence <= maxSequence) {
                    table.addTo(run, in, i, sequence, bulkValues);
                }
            }
        } finally {
            reached(i);
        }
    }

    @Override
    public void close() {
        super.close();
        block = null;
    }

    private DataBlock current() {
        return java.util.Objects.requireNonNull(block);
    }
}
