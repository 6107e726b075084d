package org.allidb.storage.upgrades;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.TestRuntime;

/** What is in a golden directory: something of everything that this version can write. */
final class GoldenRows {

    /** Every kind of row, deletes of every kind, rows that only the log has. */
    static final TenantId KINDS = TenantId.of("all-kinds");
    /** A log of its own. */
    static final TenantId OWN_LOG = TenantId.of("own-log");
    /** A table with a dictionary. */
    static final TenantId DICTIONARY = TenantId.of("dictionary");
    /** Suspended. */
    static final TenantId SUSPENDED = TenantId.of("suspended");

    private static final Duration LONG = Duration.ofDays(36_500);
    private static final int LARGE = 10_000;

    private GoldenRows() {}

    /**
     * Writes a data directory as a crash leaves it, and backups.
     *
     * @return what is in them
     */
    static String write(Path scratch) throws IOException {
        Path live = scratch.resolveSibling(scratch.getFileName() + "-live");
        ManualClock clock = new ManualClock();
        StringBuilder listing = new StringBuilder();
        try (StoragePlatform platform = StoragePlatform.builder(live)
                .use(new TestRuntime(clock))
                .set("engine.runtime", TestRuntime.NAME)
                .set("wal.max_file_mb", 0.125)
                .set("sstable.block_size_kb", 1)
                .set("scrub.interval_hours", 0)
                .set("compaction.enabled", false)
                .open()) {
            createTenants(platform);
            try (TenantStore store = platform.open(KINDS)) {
                everyKind(store, clock);
            }
            for (String codec : new String[] {"none", "lz4", "zstd"}) {
                platform.configure(platform.configuration().with("sstable.codec", codec));
                try (TenantStore store = platform.openOrCreate(TenantId.of("codec-" + codec))) {
                    manyRows(store);
                    store.flush();
                }
            }
            platform.configure(platform.configuration().with("sstable.dictionary_kb", "2"));
            try (TenantStore store = platform.openOrCreate(DICTIONARY)) {
                rowsAlike(store);
                store.flush();
            }
            platform.configure(platform.configuration().with("sstable.dictionary_kb", "0"));
            for (TenantId tenant : new TenantId[] {OWN_LOG, SUSPENDED}) {
                try (TenantStore store = platform.open(tenant)) {
                    store.put("flushed", bytes("of " + tenant));
                    store.flush();
                }
            }
            clock.advanceMillis(10_000);
            try (BackupDirectory backups = platform.backups(scratch.resolve(GoldenDirectory.BACKUPS))) {
                backups.create();
            }
            listing.append("BACKUP 1\n");
            list(platform, listing);
            for (TenantId tenant : new TenantId[] {KINDS, OWN_LOG, SUSPENDED}) {
                try (TenantStore store = platform.open(tenant)) {
                    unflushed(store, tenant);
                }
            }
            listing.append("DATA\n");
            list(platform, listing);
            platform.suspend(SUSPENDED);
            copy(live, scratch.resolve(GoldenDirectory.DATA));
        }
        return listing.toString();
    }

    /** Appends what all tenants of a platform hold. */
    static void list(StoragePlatform platform, StringBuilder listing) {
        for (TenantInfo tenant : platform.tenants()) {
            listing.append("\ntenant ").append(tenant.id()).append('\n');
            Quota quota = tenant.settings().quota();
            listing.append("  quota disk ").append(quota.diskBytes());
            listing.append(", buffer ").append(quota.writeBufferBytes());
            listing.append(", rates ").append(quota.opsPerSecond()).append(' ').append(quota.bytesPerSecond());
            listing.append(", handles ").append(quota.maxCursors()).append(' ').append(quota.maxSnapshots());
            listing.append(", row ").append(quota.maxRowBytes()).append('\n');
            listing.append("  vectors ").append(tenant.settings().vectorDimensions());
            listing.append(", own log ")
                    .append(tenant.settings().dedicatedLog())
                    .append('\n');
            try (TenantStore store = platform.open(tenant.id())) {
                listRows(store, true, listing);
            }
        }
        listing.append('\n');
    }

    /** Appends the rows of a tenant; a restore gives them other sequences. */
    static void listRows(TenantStore store, boolean sequences, StringBuilder listing) {
        try (Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                StoredRow row = cursor.row();
                listing.append("  ").append(describe(row.row())).append("  @").append(row.timestamp());
                listing.append(sequences ? " #" + row.sequence() : "");
                row.expires().ifPresent(at -> listing.append(" until ").append(at));
                listing.append('\n');
            }
        }
    }

    /** So many rows, so much alike, that a dictionary pays. */
    private static void rowsAlike(TenantStore store) {
        for (int i = 0; i < 200; i++) {
            String text = "{\"relation\": \"follows\", \"source\": \"crawler\", \"target\": \"entity-"
                    + i * 7919 % 10_000 + "\"}";
            store.put("row-" + (1_000 + i), bytes(text));
        }
    }

    private static void createTenants(StoragePlatform platform) {
        Quota quota = Quota.ofDisk(1L << 40)
                .withWriteBufferBytes(1L << 30)
                .withRates(1_000_000, 1L << 33)
                .withHandles(100, 200)
                .withMaxRowBytes(1L << 20);
        platform.create(KINDS, TenantSettings.DEFAULTS.withQuota(quota).withVectorDimensions(Map.of("text", 4)))
                .close();
        platform.create(OWN_LOG, TenantSettings.DEFAULTS.withDedicatedLog(true)).close();
        platform.create(SUSPENDED, TenantSettings.DEFAULTS).close();
        TenantId dropped = TenantId.of("dropped");
        platform.create(dropped, TenantSettings.DEFAULTS).close();
        platform.drop(dropped);
    }

    private static void everyKind(TenantStore store, ManualClock clock) {
        EntityId entity = EntityId.of("entity");
        Map<String, String> texts = Map.of("empty", "", "euro", "€");
        store.put(VectorRow.of(entity, "text", 1f, -0f, Float.MIN_VALUE, Float.MAX_VALUE));
        store.put(VectorRow.of(entity, "", 0.5f));
        store.put(EdgeRow.of(entity, "knows", EntityId.of(new byte[] {0, (byte) 0xff, 0}))
                .withWeight(0.25f)
                .withProperties(texts));
        store.put(EdgeRow.of(entity, "knows", EntityId.of("other")));
        store.put(ChunkRow.of(entity, "chunk-1", "text, Ünïcode 😀").withMetadata(texts));
        store.put(MetaRow.of(entity, "person").withImportance(0.75f).withTimes(1_700_000_000_000L, 1_750_000_000_000L));
        store.put("entity", bytes("value"));
        store.put("empty", new byte[0]);
        store.put(CustomRow.of(RowKey.of(entity, Kind.custom(0x41), Qualifier.of("mine")), bytes("custom")));
        store.put(CustomRow.of(RowKey.of(entity, Kind.custom(0x7f), Qualifier.NONE), bytes("last kind")));
        store.put(new byte[] {0, 0, 1}, bytes("an id of bytes"));
        store.put(EntityId.of("old").toByteArray(), bytes("overwritten"));
        store.put("row deleted", bytes("gone"));
        store.put(VectorRow.of(EntityId.of("deleted entity"), "text", 1, 2, 3, 4));
        store.put("deleted entity", bytes("gone"));
        for (int i = 0; i < 20; i++) {
            store.put(String.format("range %02d", i), bytes("row " + i));
        }
        store.flush();

        store.put("old", bytes("new"));
        store.delete(EntityId.of("row deleted").toByteArray());
        store.deleteEntity(EntityId.of("deleted entity"));
        store.deleteRange(EntityId.of("range 05"), EntityId.of("range 15"));
        store.put("range 07", bytes("after the range was deleted"));
        store.put(ValueRow.of(EntityId.of("long life"), bytes("ttl")), WriteOptions.DEFAULTS.withTimeToLive(LONG));
        store.put(
                ValueRow.of(EntityId.of("short life"), bytes("ttl")),
                WriteOptions.DEFAULTS.withTimeToLive(Duration.ofMillis(1)));
        store.put(ValueRow.of(EntityId.of("caller's"), bytes("new")), WriteOptions.DEFAULTS.withTimestamp(20));
        store.put(ValueRow.of(EntityId.of("caller's"), bytes("old")), WriteOptions.DEFAULTS.withTimestamp(10));
        store.put("large", large(1));
        store.put(VectorRow.of(EntityId.of("large"), "wide", new float[300]));
        store.flush();
        clock.advanceMillis(1);
    }

    private static void manyRows(TenantStore store) {
        for (int i = 0; i < 150; i++) {
            store.put(String.format("row %04d", i), bytes("a value that can be compressed, number " + i));
        }
        store.put("row large", large(2));
        store.deleteRange(EntityId.of("row 0100"), EntityId.of("row 0120"));
    }

    private static void unflushed(TenantStore store, TenantId tenant) {
        store.put("logged", bytes("of " + tenant));
        WriteBatch batch = store.newBatch();
        batch.put(ValueRow.of(EntityId.of("batch 1"), bytes("one")));
        batch.put(ValueRow.of(EntityId.of("batch 2"), bytes("two")));
        batch.deleteEntity(EntityId.of("flushed"));
        store.write(batch);
        store.deleteRange(EntityId.of("range 00"), EntityId.of("range 03"));
        store.put(EntityId.of("buffered").toByteArray(), large(3), WriteOptions.BUFFERED);
        store.sync();
    }

    private static String describe(Row row) {
        return switch (row) {
            case VectorRow vector -> key(row) + " " + describe(vector.encodedValue());
            case EdgeRow edge ->
                key(row) + " weight " + edge.weight() + " " + new java.util.TreeMap<>(edge.properties());
            case ChunkRow chunk -> key(row) + " '" + chunk.text() + "' " + new java.util.TreeMap<>(chunk.metadata());
            case MetaRow meta ->
                key(row) + " '" + meta.type() + "' " + meta.importance() + " " + meta.createdMillis() + " "
                        + meta.updatedMillis();
            case ValueRow value -> key(row) + " " + describe(value.value());
            case CustomRow custom -> key(row) + " " + describe(custom.value());
        };
    }

    private static String key(Row row) {
        RowKey key = row.key();
        return key.kind() + " " + describe(key.entity().toByteArray())
                + (key.qualifier().equals(Qualifier.NONE)
                        ? ""
                        : " " + describe(key.qualifier().toByteArray()));
    }

    private static String describe(byte[] bytes) {
        if (bytes.length > 64) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, bytes.length);
            return bytes.length + " bytes, CRC32C " + HexFormat.of().toHexDigits((int) crc.getValue());
        }
        for (byte each : bytes) {
            if (each < ' ' || each > '~') {
                return "0x" + HexFormat.of().formatHex(bytes);
            }
        }
        return "'" + new String(bytes, StandardCharsets.US_ASCII) + "'";
    }

    private static byte[] large(int seed) {
        byte[] bytes = new byte[LARGE];
        for (int i = 0; i < LARGE; i++) {
            bytes[i] = (byte) (seed * (i / 100));
        }
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void copy(Path from, Path to) throws IOException {
        for (Path file : GoldenDirectory.files(from)) {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
        }
    }
}
