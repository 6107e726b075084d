package org.allidb.storage.benchmarks.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.CompletionStage;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.benchmarks.data.EntrySink;
import org.jspecify.annotations.Nullable;

/**
 * AlliDB Storage as it is shipped: the public API, guard and quotas on, every parameter at its default. Writes that
 * are not synced are {@code BUFFERED}: in the operating system when acknowledged, and synced within 100 ms, which no
 * other engine here does.
 */
final class AlliDbEngine implements Engine {

    private static final TenantId TENANT = TenantId.of("bench");

    private final StoragePlatform platform;
    private final TenantStore store;
    private final ThreadLocal<WriteBatch> batches;

    AlliDbEngine(Path directory) {
        this(StoragePlatform.open(directory), TenantSettings.DEFAULTS);
    }

    private AlliDbEngine(StoragePlatform platform, TenantSettings settings) {
        this.platform = platform;
        this.store = platform.tenants().isEmpty() ? platform.create(TENANT, settings) : platform.open(TENANT);
        this.batches = ThreadLocal.withInitial(store::newBatch);
    }

    /** Opens a store whose tenant is encrypted; the file with the master key lies beside its directory. */
    static AlliDbEngine encrypted(Path directory) {
        Path keys = directory.resolveSibling(directory.getFileName() + ".keys");
        try {
            if (!Files.exists(keys)) {
                byte[] key = new byte[32];
                new SecureRandom().nextBytes(key);
                Files.writeString(keys, "master = " + Base64.getEncoder().encodeToString(key) + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StoragePlatform platform = StoragePlatform.builder(directory)
                .set("encryption.key_path", keys.toAbsolutePath().toString())
                .open();
        return new AlliDbEngine(platform, TenantSettings.DEFAULTS.withEncrypted(true));
    }

    @Override
    public void put(byte[] key, byte[] value) {
        store.put(key, value, WriteOptions.BUFFERED);
    }

    @Override
    public void putSync(byte[] key, byte[] value) {
        store.put(key, value, WriteOptions.SYNC);
    }

    @Override
    public boolean holdsNoThread() {
        return true;
    }

    @Override
    public CompletionStage<?> putAsync(byte[] key, byte[] value) {
        WriteBatch batch = batches.get();
        batch.clear();
        return store.writeAsync(batch.put(key, value), WriteOptions.SYNC);
    }

    @Override
    public void putBatch(byte[][] keys, byte[][] values, int count) {
        WriteBatch batch = batches.get();
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.put(keys[i], values[i]);
        }
        store.write(batch, WriteOptions.BUFFERED);
    }

    @Override
    public boolean loadsInBulk() {
        return true;
    }

    @Override
    public void bulkLoad(EntrySource entries) {
        try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
            while (entries.next()) {
                load.add(entries.key(), entries.value());
            }
            load.finish();
        }
    }

    @Override
    public void deleteBatch(byte[][] keys, int count) {
        WriteBatch batch = batches.get();
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.delete(keys[i]);
        }
        store.write(batch, WriteOptions.BUFFERED);
    }

    @Override
    public void deleteRange(byte[] from, byte[] to) {
        store.deleteRange(EntityId.of(from), EntityId.of(to));
    }

    @Override
    public void putVectors(byte[][] keys, float[][] vectors, int count) {
        WriteBatch batch = batches.get();
        batch.clear();
        for (int i = 0; i < count; i++) {
            batch.put(VectorRow.of(EntityId.of(keys[i]), "", vectors[i]));
        }
        store.write(batch, WriteOptions.BUFFERED);
    }

    @Override
    public EntryReader reader(boolean following) {
        return new Reader(store);
    }

    @Override
    public void flush() {
        store.flush();
    }

    @Override
    public void settle() {
        store.flush();
        store.awaitQuiet();
    }

    @Override
    public void close() {
        store.close();
        platform.close();
    }

    /** Small values are copied, which is cheaper than a view of them; large ones are looked at where they are. */
    private static final class Reader implements EntryReader {

        private static final int LARGE = 512;

        private final TenantStore store;
        private final RowReader rows;

        Reader(TenantStore store) {
            this.store = store;
            this.rows = store.reader();
        }

        @Override
        public boolean get(byte[] key, EntrySink sink) {
            if (!rows.find(key)) {
                return false;
            }
            int length = rows.valueLength();
            if (length < LARGE) {
                byte[] value = sink.value(length);
                rows.copyValue(value, 0);
                sink.value(value, length);
            } else {
                sink.value(rows.value());
            }
            return true;
        }

        @Override
        public byte @Nullable [] get(byte[] key) {
            return store.get(key).orElse(null);
        }

        @Override
        public long scan(byte @Nullable [] from, boolean reverse, long limit, EntrySink sink) {
            // Going down, the start is an exclusive bound, so it is moved behind the key.
            ScanRequest request = ScanRequest.all();
            if (from != null) {
                request = reverse ? request.to(EntityId.of(successor(from))) : request.from(EntityId.of(from));
            }
            request = reverse ? request.reversed() : request;
            return scan(limit == Long.MAX_VALUE ? request : request.limit(limit), limit, sink);
        }

        @Override
        public long first(byte[] from, int count, EntrySink sink) {
            return scan(ScanRequest.all().from(EntityId.of(from)), count, sink);
        }

        @Override
        public long scanVectors(EntrySink sink) {
            return scan(ScanRequest.all().kinds(Kind.VECTOR), Long.MAX_VALUE, sink);
        }

        private long scan(ScanRequest request, long most, EntrySink sink) {
            long count = 0;
            try (Cursor cursor = store.scan(request)) {
                while (count < most && cursor.next()) {
                    cursor.copyEntity(sink.key(), 0);
                    int length = cursor.valueLength();
                    if (length < LARGE) {
                        byte[] value = sink.value(length);
                        cursor.copyValue(value, 0);
                        sink.value(value, length);
                    } else {
                        sink.value(cursor.value());
                    }
                    count++;
                }
            }
            return count;
        }

        private static byte[] successor(byte[] key) {
            return Arrays.copyOf(key, key.length + 1);
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
