package org.allidb.storage.demo.internal;

import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.text.Human;

/** The step in which a tenant exceeds a small quota, is refused, frees space and writes again. */
final class QuotaStep implements Step {

    private static final TenantId SMALL = TenantId.of("small");
    private static final long QUOTA_BYTES = 8L << 20;
    private static final int TEXT_LENGTH = 10_000;
    private static final int MOST_ROWS = 10_000;
    private static final String TEXT = "0123456789".repeat(TEXT_LENGTH / 10);

    private final StoragePlatform platform;

    QuotaStep(StoragePlatform platform) {
        this.platform = platform;
    }

    @Override
    public String title() {
        return "tenant '" + SMALL + "' may use " + Human.bytes(QUOTA_BYTES) + " of disk and wants more";
    }

    @Override
    public void run(Stage stage) {
        TenantSettings settings = TenantSettings.DEFAULTS.withQuota(Quota.ofDisk(QUOTA_BYTES));
        try (TenantStore store = platform.create(SMALL, settings)) {
            int written = fill(stage, store);
            stage.check(written < MOST_ROWS, "refused after " + written + " rows of 10 kB");
            stage.check(readable(store, written), "reads go on, none of them is lost");
            store.deleteRange(entity(0), entity(written - written / 4));
            store.flush();
            store.compact();
            stage.say("three quarters deleted, compacted: "
                    + Human.bytes(store.statistics().usage().diskBytes()) + " in use");
            stage.check(accepts(store, written), "writes go on, without a restart");
        }
    }

    private static int fill(Stage stage, TenantStore store) {
        for (int row = 0; row < MOST_ROWS; row++) {
            try {
                store.put(ChunkRow.of(entity(row), "text", TEXT), WriteOptions.BUFFERED);
            } catch (QuotaExceededException e) {
                stage.say(String.valueOf(e.getMessage()));
                return row;
            }
        }
        return MOST_ROWS;
    }

    private static boolean readable(TenantStore store, int rows) {
        for (int row = 0; row < rows; row++) {
            if (store.getEntity(entity(row)).size() != 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean accepts(TenantStore store, int row) {
        try {
            store.put(ChunkRow.of(entity(row), "text", TEXT));
            return true;
        } catch (QuotaExceededException e) {
            return false;
        }
    }

    private static EntityId entity(int number) {
        return EntityId.of(String.format("document-%06d", number));
    }
}
