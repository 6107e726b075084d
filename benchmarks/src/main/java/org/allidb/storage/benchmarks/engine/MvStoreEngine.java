package org.allidb.storage.benchmarks.engine;

import java.nio.file.Path;
import org.allidb.storage.benchmarks.data.EntrySink;
import org.allidb.storage.benchmarks.data.Keys;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/**
 * H2's MVStore, pure Java too.
 *
 * <ul>
 *   <li>A cache of 512 MB: it has no write buffer of its own, and its pages in memory are objects, so less would not be
 *       the same. Commits by itself after one second or 64 MB of changes, where the default of 1 MB would write pages
 *       far more often.
 *   <li>A write that is not synced is in this process only until the next commit: weaker than all others here.
 *   <li>A synced put commits and syncs; threads that wait meanwhile share the next one, as a user who wants speed
 *       would write it.
 * </ul>
 */
final class MvStoreEngine implements Engine {

    private static final int CACHE_MB = 512;
    private static final int COMMIT_BUFFER_KB = 64 << 10;

    private final MVStore store;
    private final MVMap<byte[], byte[]> map;
    private final Object syncing = new Object();
    private final java.util.concurrent.atomic.AtomicLong written = new java.util.concurrent.atomic.AtomicLong();
    private long synced;

    MvStoreEngine(Path directory) {
        this.store = new MVStore.Builder()
                .fileName(directory.resolve("store.mv").toString())
                .cacheSize(CACHE_MB)
                .autoCommitBufferSize(COMMIT_BUFFER_KB)
                .open();
        this.map = store.openMap(
                "bench",
                new MVMap.Builder<byte[], byte[]>()
                        .keyType(ByteArrayDataType.INSTANCE)
                        .valueType(ByteArrayDataType.INSTANCE));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        map.put(key.clone(), value.clone());
    }

    @Override
    public void putSync(byte[] key, byte[] value) {
        put(key, value);
        long ticket = written.incrementAndGet();
        synchronized (syncing) {
            if (synced < ticket) {
                long covered = written.get();
                store.commit();
                store.sync();
                synced = covered;
            }
        }
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        for (int i = 0; i < count; i++) {
            put(keys[i], values[i]);
        }
    }

    @Override
    public void deleteBatch(byte[][] keys, int count) {
        for (int i = 0; i < count; i++) {
            map.remove(keys[i]);
        }
    }

    /** Deletes one by one: it has no deletion of ranges. */
    @Override
    public void deleteRange(byte[] from, byte[] to) {
        for (Cursor<byte[], byte[]> cursor = map.cursor(from, to, false); cursor.hasNext(); ) {
            byte[] key = cursor.next();
            if (java.util.Arrays.compareUnsigned(key, to) < 0) {
                map.remove(key);
            }
        }
    }

    @Override
    public EntryReader reader(boolean following) {
        return new Reader(map);
    }

    @Override
    public void flush() {
        store.commit();
        store.sync();
    }

    @Override
    public void settle() {
        flush();
    }

    @Override
    public void close() {
        store.close();
    }

    private record Reader(MVMap<byte[], byte[]> map) implements EntryReader {

        @Override
        public boolean get(byte[] key, EntrySink sink) {
            byte[] value = map.get(key);
            if (value == null) {
                return false;
            }
            sink.value(value, value.length);
            return true;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            return map.get(key);
        }

        @Override
        public long scan(byte @Nullable [] from, boolean reverse, long limit, EntrySink sink) {
            byte[] start = from == null && reverse ? map.lastKey() : from;
            long count = 0;
            Cursor<byte[], byte[]> cursor = map.cursor(start, null, reverse);
            while (count < limit && cursor.hasNext()) {
                System.arraycopy(cursor.next(), 0, sink.key(), 0, Keys.LENGTH);
                byte[] value = cursor.getValue();
                sink.value(value, value.length);
                count++;
            }
            return count;
        }

        @Override
        public void close() {}
    }
}
