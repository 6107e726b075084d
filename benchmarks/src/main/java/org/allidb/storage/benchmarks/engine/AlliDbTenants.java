package org.allidb.storage.benchmarks.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.jspecify.annotations.Nullable;

/** A tenant each, with its directory and quotas; one log for all, as shipped. */
final class AlliDbTenants implements SharedStore {

    private final StoragePlatform platform;
    private final List<TenantStore> stores = new ArrayList<>();

    AlliDbTenants(Path directory) {
        this.platform = StoragePlatform.open(directory);
    }

    @Override
    public void add(int count) {
        for (int i = 0; i < count; i++) {
            stores.add(open(stores.size()));
        }
    }

    @Override
    public void put(int tenant, byte[] key, byte[] value) {
        stores.get(tenant).put(key, value, WriteOptions.BUFFERED);
    }

    @Override
    public void putSync(int tenant, byte[] key, byte[] value) {
        stores.get(tenant).put(key, value, WriteOptions.SYNC);
    }

    @Override
    public byte @Nullable [] get(int tenant, byte[] key) {
        return stores.get(tenant).get(key).orElse(null);
    }

    @Override
    public long scan(int tenant) {
        long entries = 0;
        try (Cursor cursor = stores.get(tenant).scan(ScanRequest.all())) {
            while (cursor.next()) {
                entries++;
            }
        }
        return entries;
    }

    @Override
    public AutoCloseable cursor(int tenant) {
        Cursor cursor = stores.get(tenant).scan(ScanRequest.all());
        cursor.next();
        return cursor;
    }

    @Override
    public void compact(int tenant) {
        stores.get(tenant).compact();
    }

    @Override
    public void recreate(int tenant) {
        TenantStore store = stores.get(tenant);
        store.close();
        platform.drop(store.id());
        stores.set(tenant, open(tenant));
    }

    private TenantStore open(int tenant) {
        return platform.openOrCreate(TenantId.of("tenant-" + tenant));
    }

    @Override
    public void flushAll() {
        platform.flush();
    }

    @Override
    public void close() {
        stores.forEach(TenantStore::close);
        platform.close();
    }
}
