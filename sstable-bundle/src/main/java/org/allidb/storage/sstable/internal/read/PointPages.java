package org.allidb.storage.sstable.internal.read;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.allidb.storage.sstable.internal.cache.TableCaches;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;
import org.jspecify.annotations.Nullable;

/** The pages of a point index that are in the block cache. Thread-safe. */
final class PointPages {

    private final TableCaches caches;
    private final AtomicReferenceArray<PointPage> slots;
    private final AtomicBoolean closed = new AtomicBoolean();

    PointPages(TableCaches caches, int pages) {
        this.caches = caches;
        this.slots = new AtomicReferenceArray<>(pages);
        caches.addPoints(bytes());
    }

    /** Returns whether the cache has room for all pages of all tables. */
    boolean holds() {
        return caches.holdsPoints();
    }

    /** Returns a page without its trailer; null if it is not in the cache. */
    byte @Nullable [] get(int page) {
        PointPage cached = slots.get(page);
        if (cached == null) {
            return null;
        }
        cached.use();
        return cached.bytes();
    }

    /** Keeps a page that was loaded and checked. */
    void put(int page, byte[] content) {
        if (!closed.get()) {
            caches.blocks().put(slots, page, new PointPage(content), true);
        }
    }

    /** Removes the pages from the cache; none is cached after that. */
    void close() {
        if (closed.compareAndSet(false, true)) {
            caches.addPoints(-bytes());
            caches.blocks().drop(slots);
        }
    }

    private long bytes() {
        return (long) slots.length() * PointBucket.PAGE_BYTES;
    }
}
