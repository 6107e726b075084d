package org.allidb.storage.examples.embedder;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;

/** Parts are replaced while the platform runs, without a container: here the compaction strategy. */
public final class SwapWhileRunning {

    private SwapWhileRunning() {}

    /** Merges all tables as soon as there are two. */
    private static final class AllInOne implements CompactionStrategy {

        @Override
        public String name() {
            return "all-in-one";
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            List<Long> tables = view.tables().stream()
                    .filter(table -> !table.busy())
                    .map(table -> table.properties().tableId())
                    .toList();
            return tables.size() < 2
                    ? Optional.empty()
                    : Optional.of(CompactionTask.Merge.of(tables, 0, false, "more than one table"));
        }
    }

    /**
     * Writes tables under one strategy, then under another, and prints how many there are.
     *
     * @param arguments the data directory
     */
    public static void main(String[] arguments) {
        try (StoragePlatform platform = StoragePlatform.open(Path.of(arguments[0]));
                TenantStore store = platform.openOrCreate(TenantId.of("acme"))) {
            writeTwoTables(platform, store);

            CompactionStrategy mine = new AllInOne();
            platform.components().install(mine);
            platform.configure(platform.configuration().with("compaction.strategy", mine.name()));
            writeTwoTables(platform, store);

            platform.configure(platform.configuration().with("compaction.strategy", "size-tiered"));
            platform.components().remove(mine);
        }
    }

    private static void writeTwoTables(StoragePlatform platform, TenantStore store) {
        for (int i = 0; i < 2; i++) {
            store.put(UUID.randomUUID().toString(), new byte[100]);
            store.flush();
        }
        store.awaitQuiet();
        String strategy = platform.components().list().stream()
                .filter(part -> part.component().equals("strategy") && part.inUse())
                .map(ComponentInfo::name)
                .findFirst()
                .orElseThrow();
        System.out.println(strategy + " leaves " + store.tables().size());
    }
}
