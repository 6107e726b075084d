package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.Objects;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.jspecify.annotations.Nullable;

/** A cursor over blocks on the heap. Used by one thread. */
final class BlockCursor extends TableCursor {

    /** Blocks after which a scan is long. */
    private static final int SHORT_SCAN = 4;
    /** Bytes of large values on the heap after which a run is handed over. */
    private static final long BULK_RUN_BYTES = 1 << 20;

    private final TableBlocks blocks;
    private final Source source;
    private final LargeValues largeValues;
    private final @Nullable BulkValues bulkValues;
    private @Nullable EntryBlock block;
    /** Blocks read so far; a long scan must not evict other blocks from the cache. */
    private int read;
    /** Bytes of large values after which the run is handed over. */
    private long mayLoad;

    /** Where blocks come from. */
    private enum Source {
        /** The cache, or loaded into it. */
        CACHE,
        /** The cache, or loaded without changing it. */
        BESIDE_CACHE
    }

    private BlockCursor(
            TableBlocks blocks,
            Source source,
            LargeValues largeValues,
            @Nullable BulkValues bulkValues,
            boolean forward,
            long maxSequence) {
        super(blocks.metadata(), forward, maxSequence);
        this.blocks = blocks;
        this.source = source;
        this.largeValues = largeValues;
        this.bulkValues = bulkValues;
    }

    /** Returns a cursor for a user. */
    static BlockCursor cached(TableBlocks blocks, LargeValues values, boolean forward, long maxSequence) {
        return new BlockCursor(blocks, Source.CACHE, values, null, forward, maxSequence);
    }

    /** Returns a cursor for a reader that copies all entries. */
    static BlockCursor bulk(TableBlocks blocks, LargeValues values, boolean forward, long maxSequence) {
        return new BlockCursor(blocks, Source.BESIDE_CACHE, values, new BulkValues(values), forward, maxSequence);
    }

    @Override
    int enter(int number) throws IOException {
        EntryBlock entered = switch (source) {
            case CACHE -> blocks.get(number, read++ < SHORT_SCAN);
            case BESIDE_CACHE -> blocks.getBeside(number);
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
        EntryBlock in = current();
        int step = forward ? 1 : -1;
        int i = from;
        try {
            for (; i != end && !isFull(run, limit); i += step) {
                long sequence = in.sequence(i);
                if (sequence <= maxSequence && !in.addTo(run, i, sequence)) {
                    addLarge(run, in, i);
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

    private void addLarge(EntryRun run, EntryBlock in, int i) throws IOException {
        BulkValues bulk = bulkValues;
        if (bulk != null) {
            bulk.addTo(run, in, i);
        } else {
            largeValues.addTo(run, in, i);
        }
    }

    private EntryBlock current() {
        return Objects.requireNonNull(block);
    }
}
