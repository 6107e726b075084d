package org.allidb.storage.semantics;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.api.WriteBatch;

/** Opens a platform, has every kind of operation work once in memory and in tables, and closes it. */
public final class EverythingUsed implements Callable<String> {

    private static final int ROWS = 50;

    private final Path directory;
    private final String codec;

    /** A use of a directory, with the codec of its tables. */
    public EverythingUsed(Path directory, String codec) {
        this.directory = directory;
        this.codec = codec;
    }

    @Override
    public String call() {
        try (StoragePlatform platform = StoragePlatform.builder(directory)
                        .set("sstable.codec", codec)
                        .set("sstable.bottom_codec", codec)
                        .set("engine.durability", "buffered")
                        .set("wal.max_file_mb", 1)
                        .open();
                TenantStore store = platform.openOrCreate(TenantId.of(codec))) {
            Subscription events = platform.subscribe(event -> {});
            use(store);
            events.close();
            try (BackupDirectory backups =
                    platform.backups(directory.resolveSibling(directory.getFileName() + "-backups"))) {
                backups.create();
            }
            platform.scrub(TenantId.of(codec));
            platform.statistics();
            store.statistics();
        }
        StorageTools.load().check(directory, ToolProgress.NONE);
        return "used";
    }

    private static void use(TenantStore store) {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < ROWS; i++) {
                store.put("row " + i, new byte[100]);
            }
            WriteBatch batch = store.newBatch();
            batch.put("batch".getBytes(java.nio.charset.StandardCharsets.UTF_8), new byte[10]);
            store.write(batch);
            store.deleteRange(EntityId.of("row 3"), EntityId.of("row 4"));
            read(store);
            store.flush();
            read(store);
        }
        store.compact();
        store.awaitQuiet();
        read(store);
    }

    private static void read(TenantStore store) {
        RowKey key = RowKey.value(EntityId.of("row 1"));
        store.get("row 1").orElseThrow();
        store.get(key).orElseThrow();
        store.getAll(List.of(key));
        store.getEntity(EntityId.of("row 2"));
        try (Snapshot snapshot = store.snapshot();
                Cursor cursor = snapshot.scan(ScanRequest.all());
                RowReader reader = store.reader()) {
            while (cursor.next()) {
                cursor.row();
            }
            reader.find(key);
        }
    }
}
