package org.allidb.storage.semantics;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;

/** A platform in memory with a clock that obeys, and one tenant opened in it. */
final class House implements AutoCloseable {

    static final TenantId TENANT = TenantId.of("tenant");

    /** Where what was written is when it is read. */
    enum Place {
        /** In the memtable. */
        MEMTABLE,
        /** In a table of its own. */
        TABLE,
        /** In the one table of the tenant. */
        MERGED,
        /** In the memtable, after a replay of the log. */
        REPLAYED
    }

    private final StrictMemVfs files = new StrictMemVfs();
    private final ManualClock clock = new ManualClock();
    private final FaultPlan plan;
    private final Map<String, Object> settings;
    private Provider[] providers;
    private StoragePlatform platform;
    private TenantStore store;

    House() {
        this((operation, name) -> {}, Map.of());
    }

    /**
     * A house that is watched.
     *
     * @param plan sees every call of the file system
     * @param settings parameters that differ from what a house has otherwise
     * @param providers parts of third parties
     */
    House(FaultPlan plan, Map<String, Object> settings, Provider... providers) {
        this.plan = plan;
        this.settings = settings;
        this.providers = providers;
        platform = builder().open();
        store = platform.openOrCreate(TENANT);
    }

    ManualClock clock() {
        return clock;
    }

    StoragePlatform platform() {
        return platform;
    }

    TenantStore store() {
        return store;
    }

    StoragePlatformBuilder builder() {
        StoragePlatformBuilder builder = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(new FaultyVfs(files, plan)))
                .use(new TestRuntime(clock))
                .set("engine.vfs", VfsProviders.NAME)
                .set("engine.runtime", TestRuntime.NAME)
                .set("wal.max_file_mb", 1)
                .set("sstable.cache_mb", 1)
                .set("compaction.enabled", false);
        settings.forEach(builder::set);
        for (Provider provider : providers) {
            builder.use(provider);
        }
        return builder;
    }

    /** Brings what was written so far to a place. */
    void bringTo(Place place) {
        switch (place) {
            case MEMTABLE -> {}
            case TABLE -> store.flush();
            case MERGED -> store.compact();
            case REPLAYED -> reopen();
        }
    }

    /** Reopens the platform without the parts of third parties. */
    void withoutProviders() {
        providers = new Provider[0];
        reopen();
    }

    void reopen() {
        platform.close();
        platform = builder().open();
        store = platform.open(TENANT);
    }

    static List<String> entities(ReadView view, ScanRequest request) {
        List<String> entities = new ArrayList<>();
        try (Cursor cursor = view.scan(request)) {
            while (cursor.next()) {
                entities.add(cursor.entity().toText());
            }
        }
        return entities;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        platform.close();
    }
}
