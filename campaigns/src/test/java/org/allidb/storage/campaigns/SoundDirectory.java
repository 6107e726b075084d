package org.allidb.storage.campaigns;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;

/**
 * A data directory as a crash leaves it, a directory with a backup of it, and what is in them. Every tenant holds the
 * same: for each codec a table with deletes, range deletes, several blocks and large values; and what is in the log only.
 */
final class SoundDirectory {

    static final String DATA = "data";
    static final String BACKUPS = "backups";

    private static final int LARGE = 600;

    private final long seed;
    private final List<String> codecs;
    private final int keys;
    private final List<TenantId> tenants;
    private final Map<String, byte[]> files = new TreeMap<>();
    private Map<String, String> backedUpRows = Map.of();
    private Map<String, String> rows = Map.of();
    private Map<String, String> rowsBefore = Map.of();

    /**
     * Writes the directories.
     *
     * @param tenants how many tenants there are
     * @param keys how many rows each table holds; 24 are enough for a few blocks
     * @param unflushed how many writes to each tenant are in the log only
     * @param codecs the codec of each table
     */
    SoundDirectory(Random random, int tenants, int keys, int unflushed, List<String> codecs) throws IOException {
        this.seed = random.nextLong();
        this.codecs = codecs;
        this.keys = keys;
        this.tenants = IntStream.range(0, tenants)
                .mapToObj(number -> TenantId.of(String.format("tenant-%02d", number)))
                .toList();
        StrictMemVfs live = new StrictMemVfs();
        writeTables(live);
        try (StoragePlatform platform = open(live)) {
            try (BackupDirectory backups = platform.backups(Path.of(BACKUPS))) {
                backups.create(List.of(this.tenants.getFirst()));
            }
            List<TenantStore> stores = new ArrayList<>();
            this.tenants.forEach(tenant -> stores.add(platform.open(tenant)));
            Map<String, String> model = new TreeMap<>(backedUpRows);
            Random values = new Random(seed);
            for (int i = 0; i < unflushed; i++) {
                String value = value(values, i % 12 == 5 ? LARGE : 1);
                rowsBefore = Map.copyOf(model);
                model.put(key(i), value);
                for (TenantStore store : stores) {
                    store.put(bytes(key(i)), bytes(value));
                }
            }
            rows = model;
            copy(live, "", files);
        }
    }

    List<TenantId> tenants() {
        return tenants;
    }

    /** What every tenant holds. */
    Map<String, String> rows() {
        return rows;
    }

    /** What the first tenant held when it was backed up. */
    Map<String, String> backedUpRows() {
        return backedUpRows;
    }

    /** All files by name. */
    Map<String, byte[]> files() {
        return files;
    }

    /** The names of a tenant's files. */
    List<String> filesOf(TenantId tenant) {
        return files.keySet().stream()
                .filter(name -> name.startsWith(DATA + "/tenants/" + tenant + "."))
                .toList();
    }

    /** The names of the files that all tenants depend on. */
    List<String> platformFiles() {
        return files.keySet().stream()
                .filter(name -> name.startsWith(DATA + "/") && !name.startsWith(DATA + "/tenants/"))
                .toList();
    }

    /** Whether there are rows that are in the log only. */
    boolean hasUnflushedRows() {
        return !rows.equals(backedUpRows);
    }

    /** What the last tenant held before the last write of all. */
    Map<String, String> rowsBeforeTheLastWrite() {
        return rowsBefore;
    }

    /** The names of the files of the backup. */
    List<String> backupFiles() {
        return files.keySet().stream()
                .filter(name -> name.startsWith(BACKUPS + "/"))
                .toList();
    }

    /** The directories with some files changed. */
    StrictMemVfs with(Map<String, byte[]> changes) throws IOException {
        StrictMemVfs copy = new StrictMemVfs();
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            String name = file.getKey();
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                copy.createDirectory(name.substring(0, slash));
            }
            byte[] bytes = changes.getOrDefault(name, file.getValue());
            try (VfsFile created = copy.create(name)) {
                created.write(0, bytes, 0, bytes.length);
            }
        }
        return copy;
    }

    static StoragePlatform open(Vfs files) {
        return open(files, "none", 2);
    }

    private static StoragePlatform open(Vfs files, String codec, int formatVersion) {
        return StoragePlatform.builder(Path.of(DATA))
                .use(VfsProviders.ofDirectoriesIn(files))
                .set("engine.vfs", VfsProviders.NAME)
                .set("wal.max_file_mb", 0.0625)
                .set("wal.recycle_files", 0)
                .set("wal.sync_interval_ms", 60_000)
                .set("sstable.format_version", formatVersion)
                .set("sstable.block_size_kb", 1)
                .set("sstable.cache_mb", 1)
                .set("sstable.mmap", false)
                .set("sstable.codec", codec)
                .set("sstable.dictionary_kb", 1)
                .set("compaction.enabled", false)
                .open();
    }

    private void writeTables(StrictMemVfs live) {
        Map<String, String> model = new TreeMap<>();
        for (int table = 0; table < codecs.size(); table++) {
            Map<String, String> before = new TreeMap<>(model);
            try (StoragePlatform platform = open(live, codecs.get(table), 1 + Math.floorMod(seed + table, 2))) {
                for (TenantId tenant : tenants) {
                    model.clear();
                    model.putAll(before);
                    try (TenantStore store = platform.openOrCreate(tenant)) {
                        fill(store, model, new Random(seed + table));
                        store.flush();
                    }
                }
            }
        }
        backedUpRows = Map.copyOf(model);
    }

    private void fill(TenantStore store, Map<String, String> model, Random random) {
        WriteBatch batch = store.newBatch();
        for (int i = 0; i < keys; i++) {
            String value = value(random, i % 12 == 5 ? LARGE : keys < 24 ? 1 : 30);
            batch.put(bytes(key(i)), bytes(value));
            model.put(key(i), value);
        }
        store.write(batch);
        String gone = key(random.nextInt(keys));
        store.delete(bytes(gone));
        model.remove(gone);
        int first = 1 + random.nextInt(keys - 4);
        String from = key(first);
        String to = key(first + 2);
        store.deleteRange(EntityId.of(from), EntityId.of(to));
        model.keySet().removeIf(key -> key.compareTo(from) >= 0 && key.compareTo(to) < 0);
    }

    private static String key(int number) {
        return String.format("key-%05d", number);
    }

    private static String value(Random random, int length) {
        StringBuilder value = new StringBuilder();
        while (value.length() < length) {
            value.append(random.nextInt(1000)).append("-value-");
        }
        return value.toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void copy(Vfs from, String directory, Map<String, byte[]> to) throws IOException {
        for (String entry : from.list(directory)) {
            String name = directory.isEmpty() ? entry : directory + "/" + entry;
            if (from.kind(name) == FileKind.DIRECTORY) {
                copy(from, name, to);
            } else if (!entry.equals("LOCK")) {
                try (VfsFile file = from.openReadOnly(name)) {
                    byte[] bytes = new byte[(int) file.size()];
                    to.put(name, Arrays.copyOf(bytes, file.read(0, bytes, 0, bytes.length)));
                }
            }
        }
    }
}
