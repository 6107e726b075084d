package org.allidb.storage.semantics;

import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.TenantStore;

/** What tests of bulk loads write and read. */
final class BulkLoads {

    static final byte[] OLD = House.bytes("old");
    static final byte[] LOADED = House.bytes("loaded");
    static final byte[] NEW = House.bytes("new");

    private BulkLoads() {}

    static BulkLoadOptions options(boolean sorted) {
        return sorted ? BulkLoadOptions.SORTED : BulkLoadOptions.UNSORTED.withSortBytes(BulkLoadOptions.MIN_SORT_BYTES);
    }

    static void load(TenantStore store, BulkLoadOptions options, String... entities) {
        try (BulkLoad load = store.bulkLoad(options)) {
            for (String entity : entities) {
                load.add(House.bytes(entity), LOADED);
            }
            load.finish();
        }
    }

    static String value(TenantStore store, String entity) {
        return store.get(entity).map(House::text).orElse("nothing");
    }
}
