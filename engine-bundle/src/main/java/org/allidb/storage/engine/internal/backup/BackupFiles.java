package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.engine.internal.backup.BackupManifest.BackedUpTenant;
import org.allidb.storage.engine.internal.crypt.KeyFile;
import org.allidb.storage.engine.internal.crypt.TenantKeys;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.engine.internal.version.VersionEdit;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.engine.internal.version.VersionEditCodec;
import org.allidb.storage.kernel.editlog.DurableDirectory;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;

/** The files of a backup directory: one manifest for each backup, and the tables that any of them names. */
final class BackupFiles {

    private static final String MANIFESTS = "backups";
    private static final String TABLES = "tables";
    private static final String SUFFIX = ".backup";
    private static final String MAGIC = "ALLIDBBK";
    private static final int VERSION = 1;

    private final Vfs files;
    /** Changed by one operation at a time, read by all. */
    private final NavigableMap<Long, BackupManifest> manifests = new ConcurrentSkipListMap<>();
    /** Backups that were removed, or failed, and whose manifests may be on disk. */
    private final TreeMap<Long, BackupManifest> uncertain = new TreeMap<>();

    private BackupFiles(Vfs files) {
        this.files = files;
    }

    /** Reads all manifests, and sweeps tables of backups that were never completed. */
    static BackupFiles open(Vfs files) throws IOException {
        DurableDirectory.ensure(files, MANIFESTS);
        DurableDirectory.ensure(files, TABLES);
        BackupFiles backups = new BackupFiles(files);
        for (String name : files.list(MANIFESTS)) {
            Optional<Long> number = number(name);
            if (number.isPresent()) {
                byte[] edit = backups.log(number.get()).read().getLast();
                backups.manifests.put(number.get(), BackupManifest.decode(number.get(), edit));
            }
        }
        backups.sweep();
        return backups;
    }

    Vfs files() {
        return files;
    }

    /** Returns the backups, oldest first. */
    List<BackupManifest> manifests() {
        return List.copyOf(manifests.values());
    }

    /** Returns a backup. */
    BackupManifest require(long number) {
        BackupManifest manifest = manifests.get(number);
        if (manifest == null) {
            throw new InvalidArgumentException("there is no backup " + number + "; "
                    + (manifests.isEmpty() ? "there is none at all" : "the backups are " + manifests.keySet()));
        }
        return manifest;
    }

    long nextNumber() {
        return manifests.isEmpty() ? 1 : manifests.lastKey() + 1;
    }

    /** Makes sure that a tenant's tables have a directory, and returns it. */
    String createTableDirectory(TenantDescriptor tenant) throws IOException {
        String directory = tableDirectory(tenant);
        DurableDirectory.ensure(files, directory);
        return directory;
    }

    /** Returns the file of a table. */
    static String tableFile(TenantDescriptor tenant, long tableId) {
        return tableDirectory(tenant) + String.format("/%012d.sst", tableId);
    }

    /**
     * Returns the tables that are there already.
     *
     * @return their properties in the stored form, by file
     */
    Map<String, byte[]> known() {
        Map<String, byte[]> known = new HashMap<>();
        for (BackupManifest manifest : manifests.values()) {
            for (BackedUpTenant tenant : manifest.tenants()) {
                for (AddedTable table : tenant.tables().added()) {
                    known.put(
                            tableFile(tenant.tenant(), table.properties().tableId()), fingerprint(table.properties()));
                }
            }
        }
        return known;
    }

    /** Returns what distinguishes a table from one of the same name in another data directory. */
    static byte[] fingerprint(TableProperties table) {
        return VersionEditCodec.encode(new VersionEdit(List.of(new AddedTable(table, 0)), List.of(), Counters.INITIAL));
    }

    /**
     * Returns the properties of a table as a backup names them: those of an encrypted one without its keys of rows, which nothing needs to
     * restore it.
     */
    static TableProperties named(TenantDescriptor tenant, TableProperties table) {
        return tenant.settings().encrypted()
                ? table.toBuilder()
                        .keys(new byte[0], new byte[0])
                        .keySketch(KeySketch.EMPTY)
                        .build()
                : table;
    }

    /** Adds the wrapped keys of a tenant, in place of those that are wrapped otherwise. */
    void addKeys(TenantDescriptor tenant, List<KeyFile> keys) throws IOException {
        String directory = tableDirectory(tenant);
        for (KeyFile key : keys) {
            String name = KeyFile.name(key.number());
            if (files.kind(directory + "/" + name) != FileKind.FILE) {
                TenantKeys.write(files, directory, key);
                continue;
            }
            KeyFile there = TenantKeys.read(files.in(directory), name);
            if (!there.isSameKey(key)) {
                throw new InvalidArgumentException("the backup directory holds another key of tenant '" + tenant.id()
                        + "': it has backups of a copy of this data directory. Use another backup directory");
            }
            if (!Arrays.equals(there.encode(), key.encode())) {
                TenantKeys.write(files, directory, key);
            }
        }
    }

    static boolean isSame(TableProperties table, byte[] fingerprint) {
        return Arrays.equals(fingerprint(table), fingerprint);
    }

    /** Completes a backup: it counts from here on. */
    void add(BackupManifest manifest) throws IOException {
        byte[] bytes = manifest.encode();
        try {
            log(manifest.number()).append(bytes, () -> bytes);
        } catch (IOException | RuntimeException | Error e) {
            // the manifest may be on disk nevertheless
            try {
                removeDurably(manifest);
            } catch (IOException again) {
                Failures.suppress(e, again);
            }
            throw e;
        }
        manifests.put(manifest.number(), manifest);
        // the name stands for this one now
        uncertain.remove(manifest.number());
    }

    /**
     * Deletes a manifest, and those before it whose deletion failed. After a sync that failed a later one proves nothing
     * about names that were gone before: those are written and deleted once more.
     */
    private void removeDurably(BackupManifest manifest) throws IOException {
        for (BackupManifest again : uncertain.values()) {
            byte[] bytes = again.encode();
            log(again.number()).append(bytes, () -> bytes);
        }
        uncertain.put(manifest.number(), manifest);
        for (long number : uncertain.keySet()) {
            String file = MANIFESTS + "/" + name(number);
            if (files.kind(file) == FileKind.FILE) {
                files.delete(file);
            }
        }
        files.syncDirectory(MANIFESTS);
        uncertain.clear();
    }

    /** Deletes a backup, durably before its tables go. */
    void remove(long number) throws IOException {
        BackupManifest manifest = require(number);
        manifests.remove(number);
        removeDurably(manifest);
        sweep();
    }

    /** Deletes tables that no backup names, unless there may be a backup that is not known of. */
    void sweep() throws IOException {
        if (!uncertain.isEmpty()) {
            return;
        }
        Set<String> named = new HashSet<>(known().keySet());
        Set<String> directories = new HashSet<>();
        manifests
                .values()
                .forEach(manifest -> manifest.tenants().stream()
                        .filter(tenant -> tenant.tenant().settings().encrypted())
                        .forEach(tenant -> directories.add(tableDirectory(tenant.tenant()))));
        for (String tenant : files.list(TABLES)) {
            String directory = TABLES + "/" + tenant;
            if (files.kind(directory) != FileKind.DIRECTORY) {
                continue;
            }
            List<String> kept = new ArrayList<>();
            List<String> keys = new ArrayList<>();
            for (String table : files.list(directory)) {
                String file = directory + "/" + table;
                if (KeyFile.number(table).isPresent()) {
                    keys.add(file);
                } else if (named.contains(file) || !table.endsWith(".sst")) {
                    kept.add(table);
                } else {
                    files.delete(file);
                }
            }
            if (kept.isEmpty() && !directories.contains(directory)) {
                for (String key : keys) {
                    files.delete(key);
                }
                files.deleteDirectory(directory);
            }
        }
    }

    private EditLog log(long number) {
        return new EditLog(
                files.in(MANIFESTS), name(number), MAGIC, VERSION, number, "the manifest of backup " + number);
    }

    static String tableDirectory(TenantDescriptor tenant) {
        return TABLES + "/" + tenant.directory() + "." + tenant.createdMillis();
    }

    private static String name(long number) {
        return String.format("%012d%s", number, SUFFIX);
    }

    private static Optional<Long> number(String name) {
        if (!name.matches("\\d{12}\\.backup")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())));
    }
}
