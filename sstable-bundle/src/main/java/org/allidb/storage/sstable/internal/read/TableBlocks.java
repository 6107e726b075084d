package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.allidb.storage.sstable.internal.cache.BlockCache;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;

/**
 * The data blocks of a table on the heap. The block cache keeps them in slots by their number, and decides which stay.
 * Thread-safe.
 */
final class TableBlocks {

    private final TableMetadata metadata;
    private final BlockCache cache;
    private final AtomicReferenceArray<EntryBlock> slots;
    private volatile boolean closed;

    TableBlocks(TableMetadata metadata, BlockCache cache) {
        this.metadata = metadata;
        this.cache = cache;
        this.slots = new AtomicReferenceArray<>(metadata.dataBlocks());
    }

    TableMetadata metadata() {
        return metadata;
    }

    /**
     * Returns a block from the cache, or loads it into the cache.
     *
     * @param mayEvict whether the cache may evict other blocks for it
     */
    EntryBlock get(int number, boolean mayEvict) throws IOException {
        EntryBlock block = cache.get(slots, number);
        if (block == null) {
            // what may evict is a lookup, or a scan that is short so far
            block = load(mayEvict ? Access.RANDOM : Access.SEQUENTIAL, number);
            if (!closed) {
                cache.put(slots, number, block, mayEvict);
            }
        }
        return block;
    }

    /** Returns a block from the cache, or loads it without changing the cache. */
    EntryBlock getBeside(int number) throws IOException {
        EntryBlock block = slots.get(number);
        return block != null ? block : load(number);
    }

    /** Loads a block from the disk and checks it. */
    EntryBlock load(int number) throws IOException {
        return load(Access.SEQUENTIAL, number);
    }

    private EntryBlock load(Access access, int number) throws IOException {
        BlockHandle handle = metadata.blockHandle(number);
        return metadata.decode(handle, metadata.loader().load(access, handle));
    }

    /** Removes the table's blocks from the cache; none is cached after that. */
    void close() {
        closed = true;
        cache.drop(slots);
    }
}
