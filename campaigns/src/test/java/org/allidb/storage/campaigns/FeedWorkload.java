package org.allidb.storage.campaigns;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.allidb.storage.api.BulkLoad;
import org.allidb.storage.api.BulkLoadOptions;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.SerialRuntime;

/** A tenant with a change feed in a platform without threads, and random work on it. Used by one thread. */
final class FeedWorkload implements AutoCloseable {

    static final TenantId FOLLOWED = TenantId.of("followed");
    private static final TenantId OTHER = TenantId.of("other");

    private final Vfs files;
    private final Random random;
    private final StorageConfiguration configuration;
    private final ManualClock clock = new ManualClock();
    private final SerialRuntime runtime = new SerialRuntime(clock);
    private StoragePlatform platform;
    private TenantStore store;
    private TenantStore other;
    private int writes;
    private boolean open;

    FeedWorkload(Vfs files, Random random, String retentionMb) {
        this.files = files;
        this.random = random;
        this.configuration = Platforms.SERIAL.with("feed.retention_mb", retentionMb);
        open();
    }

    private void open() {
        open = false;
        platform = Platforms.open(files, runtime, configuration);
        store = platform.openOrCreate(FOLLOWED);
        other = platform.openOrCreate(OTHER);
        open = true;
    }

    /** Returns whether it is open, and was not left by an open that failed. */
    boolean isOpen() {
        return open;
    }

    TenantStore store() {
        return store;
    }

    /** Makes a step; one in some loads rows in bulk if that is wanted. */
    void step(boolean loads) {
        switch (random.nextInt(loads ? 26 : 25)) {
            case 0, 1, 2, 3, 4, 5 -> store.put(entity(), value(), WriteOptions.SYNC);
            case 6, 7, 8, 9, 10 -> store.put(entity(), value(), WriteOptions.BUFFERED);
            case 11 -> store.delete(entity(), WriteOptions.BUFFERED);
            case 12 -> store.deleteEntity(EntityId.of(entity()));
            case 13 -> store.deleteRange(EntityId.of("row 3"), EntityId.of("row 5"));
            case 14, 15, 16 -> {
                WriteBatch batch = store.newBatch();
                for (int i = random.nextInt(1, 8); i > 0; i--) {
                    batch.put(entity().getBytes(StandardCharsets.UTF_8), value());
                }
                store.write(batch, random.nextBoolean() ? WriteOptions.SYNC : WriteOptions.BUFFERED);
            }
            case 17, 18 -> other.put(entity(), value(), WriteOptions.BUFFERED);
            case 19 -> other.flush();
            case 20 -> store.flush();
            case 21 -> store.compact();
            case 22, 23 -> clock.advanceMillis(random.nextInt(2_000));
            case 24 -> reopen();
            default -> load();
        }
        // a writer must not wait for a flush that no thread does
        runtime.runDue();
    }

    void reopen() {
        close();
        open();
    }

    void load() {
        try (BulkLoad load = store.bulkLoad(BulkLoadOptions.SORTED)) {
            load.add("loaded".getBytes(StandardCharsets.UTF_8), value());
            load.finish();
        }
    }

    private String entity() {
        return "row " + random.nextInt(8);
    }

    private byte[] value() {
        int length = random.nextInt(12) == 0 ? random.nextInt(9_000) : random.nextInt(40);
        return ("value " + ++writes + " " + "x".repeat(length)).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        runtime.runDue();
        platform.close();
    }
}
