package org.allidb.storage.engine.internal.version;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.version.VersionEdit.AddedTable;
import org.allidb.storage.kernel.editlog.DurableNames;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * The tables of a tenant and how they change: one durable version edit at a time. Thread-safe; reads of
 * {@link #acquire()} are consistent with the caller's own synchronisation of {@code apply}.
 */
public final class VersionSet {

    private final TenantAccess access;
    private final TableFiles tableFiles;

    @GuardedBy("this")
    private final Manifest manifest;

    private final AtomicLong nextTableId = new AtomicLong();
    /** Files of edits that failed: the manifest on disk may still name them. */
    @GuardedBy("this")
    private Set<Long> limbo = Set.of();
    /** How often a sync of the directory had failed when a table was begun, by table. */
    private final Map<Long, Long> failedSyncsBefore = new ConcurrentHashMap<>(1);
    /** Whether there is a manifest, durably; written under the monitor. */
    private volatile boolean manifestThere;

    @GuardedBy("this")
    private Counters counters = Counters.INITIAL;

    @GuardedBy("this")
    private Version current = new Version(List.of());

    private VersionSet(TenantAccess access, TableFiles tableFiles) {
        this.tableFiles = tableFiles;
        this.access = access;
        this.manifest = new Manifest(access);
    }

    /**
     * Reads a tenant's manifest and sweeps files that no edit names. A table that is missing or damaged shows when
     * it is read, and only to its readers. A tenant that has no table yet has no manifest.
     *
     * @param access the tenant's file system
     * @param tableFiles its table files
     * @return the tables as of the last durable edit
     * @throws IOException if a file cannot be read
     * @throws CorruptionException if the manifest is damaged, or is missing though there are tables
     */
    public static VersionSet open(TenantAccess access, TableFiles tableFiles) throws IOException {
        VersionSet set = new VersionSet(access, tableFiles);
        set.recover();
        return set;
    }

    /**
     * Reads a tenant's manifest, and changes nothing, also of what a writer was interrupted in.
     *
     * @param access the tenant's file system
     * @param tableFiles its table files
     * @return the tables and counters as of the last edit; to be closed
     * @throws IOException if the manifest cannot be read
     * @throws CorruptionException if the manifest is damaged or missing, or was being written
     */
    public static Checkpoint read(TenantAccess access, TableFiles tableFiles) throws IOException {
        VersionSet set = new VersionSet(access, tableFiles);
        set.load();
        if (!set.manifestThere) {
            set.requireNoTables(set.findTables());
        }
        return set.handOver();
    }

    /** Returns the tables with the reference that this set has to them. */
    private synchronized Checkpoint handOver() {
        return new Checkpoint(current, counters);
    }

    /** Returns the tables now, retained for the caller. */
    public synchronized Version acquire() {
        current.retain();
        return current;
    }

    /** Returns the counters as of the last edit. */
    public synchronized Counters counters() {
        return counters;
    }

    /** Returns the tables now with the counters that go with them; to be closed. */
    public synchronized Checkpoint checkpoint() {
        return new Checkpoint(acquire(), counters);
    }

    /**
     * Tables and counters of one moment.
     *
     * @param version the tables, retained
     * @param counters the counters
     */
    public record Checkpoint(Version version, Counters counters) implements AutoCloseable {

        /** Returns the whole state as one edit. */
        public VersionEdit asEdit() {
            return wholeState(version.tables(), counters);
        }

        @Override
        public void close() {
            version.release();
        }
    }

    /**
     * Takes a number for a new table, whose file is made after this. There is a manifest then, so that tables without one
     * mean that it was lost.
     *
     * @return the number
     * @throws IOException if there was no manifest and it could not be made durable
     */
    public long newTableId() throws IOException {
        if (!manifestThere) {
            beginManifest();
        }
        long id = nextTableId.getAndIncrement();
        failedSyncsBefore.put(id, access.admittedFiles().failedSyncs(""));
        return id;
    }

    /** Makes an empty manifest durable, unless there is one. */
    private synchronized void beginManifest() throws IOException {
        if (!manifestThere) {
            VersionEdit state = wholeState(current.tables(), counters);
            manifest.append(state, () -> state);
            manifestThere = true;
        }
    }

    /** Returns the table files. */
    public TableFiles tableFiles() {
        return tableFiles;
    }

    /**
     * Changes the tables: durable first, then in effect. The files of the new tables have been synced.
     *
     * @param added properties and level of tables that come in
     * @param level their level
     * @param removed tables that go
     * @param change what becomes of the counters
     * @throws IOException if the edit could not be made durable. The tables are as before. The files of the new ones
     *     are kept until it is certain that no manifest names them
     */
    public synchronized void apply(
            List<TableProperties> added, int level, List<TableHandle> removed, UnaryOperator<Counters> change)
            throws IOException {
        List<AddedTable> additions =
                added.stream().map(table -> new AddedTable(table, level)).toList();
        apply(additions, removed, change);
    }

    /**
     * Makes the tables of another tenant this one's, which has none yet, with their levels and counters. Their files are here,
     * durably, with the numbers and the generations that they have there.
     *
     * @param tables all tables of the other one, and its counters
     * @throws IOException if the edit could not be made durable
     */
    public synchronized void adopt(Checkpoint tables) throws IOException {
        nextTableId.accumulateAndGet(tables.counters().nextTableId(), Math::max);
        apply(tables.asEdit().added(), List.of(), before -> tables.counters());
    }

    /**
     * Changes the tables as {@link #apply(List, int, List, UnaryOperator)} does, with a level for each.
     *
     * @param additions tables that come in, or come again at another level
     * @param removed tables that go
     * @param change what becomes of the counters
     * @throws IOException as there
     */
    public synchronized void apply(
            List<AddedTable> additions, List<TableHandle> removed, UnaryOperator<Counters> change) throws IOException {
        List<Long> removals = removed.stream().map(TableHandle::id).toList();
        Counters next = change.apply(counters).withNextTableId(nextTableId.get());
        List<TableHandle> tables = new ArrayList<>(current.tables());
        if (!tables.containsAll(removed)) {
            throw new IllegalStateException("a table of " + owner() + " was removed twice");
        }
        tables.removeAll(removed);
        additions.forEach(table -> tables.add(new TableHandle(tableFiles, table.properties(), table.level())));
        tables.sort(Comparator.comparingLong(TableHandle::id));

        long failedSyncs = access.admittedFiles().failedSyncs("");
        for (AddedTable table : additions) {
            checkName(table.properties(), failedSyncs);
        }
        // before the edit, which counts once it is durable: nothing behind it may fail for want of memory
        Set<Long> live = new HashSet<>();
        tables.forEach(table -> live.add(table.id()));
        List<TableHandle> gone =
                removed.stream().filter(table -> !live.contains(table.id())).toList();
        Version after = new Version(tables);
        boolean replaced;
        try {
            if (!additions.isEmpty()) {
                DurableNames.sync(access.admittedFiles(), "", failedSyncs);
            }
            replaced = manifest.append(new VersionEdit(additions, removals, next), () -> wholeState(tables, next));
        } catch (IOException | RuntimeException | Error e) {
            Set<Long> more = new HashSet<>(limbo);
            additions.forEach(table -> more.add(table.properties().tableId()));
            limbo = more;
            after.release();
            throw e;
        }
        manifestThere = true;
        counters = next;
        Version before = current;
        current = after;
        gone.forEach(TableHandle::markRemoved);
        before.release();
        if (replaced) {
            limbo.stream().filter(table -> !live.contains(table)).forEach(tableFiles::deleteRemoved);
            limbo = Set.of();
        }
    }

    /**
     * Checks that the name of a table can be made durable. After a sync of the directory that failed, a later one
     * proves nothing about names that were there before. A table that was being written meanwhile has to be written
     * again.
     */
    private void checkName(TableProperties table, long failedSyncs) throws IOException {
        Long before = failedSyncsBefore.remove(table.tableId());
        if (before != null && before != failedSyncs) {
            throw new IOException("a sync of the directory of " + owner() + " failed while its table " + table.tableId()
                    + " was being written, whose name may not be durable; it is written again");
        }
    }

    /** Removes the file of a table that was written, unless an edit may name it: its caller may have failed behind the edit. */
    public synchronized void discard(long tableId) {
        failedSyncsBefore.remove(tableId);
        boolean counts = current.tables().stream().anyMatch(table -> table.id() == tableId);
        if (!counts && !limbo.contains(tableId)) {
            tableFiles.deleteIfThere(tableId);
        }
    }

    private String owner() {
        return "tenant '" + access.descriptor().id() + "'";
    }

    /** Releases the tables; their files stay. */
    public synchronized void close() {
        Version last = current;
        current = new Version(List.of());
        last.release();
    }

    /** Has the whole state alone in the manifest, encrypted with the key that is current now. */
    public synchronized void rewriteManifest() throws IOException {
        if (manifestThere) {
            manifest.rewrite(wholeState(current.tables(), counters));
        }
    }

    /** Returns the number of the earliest key that the manifest needs; the greatest number if it needs none. */
    public synchronized int earliestKey() {
        return manifest.earliestKey();
    }

    private static VersionEdit wholeState(List<TableHandle> tables, Counters counters) {
        List<AddedTable> all = tables.stream()
                .map(table -> new AddedTable(table.properties(), table.level()))
                .toList();
        return new VersionEdit(all, List.of(), counters);
    }

    /** Reads the manifest. */
    private synchronized Set<Long> load() throws IOException {
        Map<Long, AddedTable> live = new LinkedHashMap<>();
        List<VersionEdit> edits = manifest.read();
        manifestThere = !edits.isEmpty();
        for (VersionEdit edit : edits) {
            edit.removed().forEach(live::remove);
            edit.added().forEach(table -> live.put(table.properties().tableId(), table));
            counters = edit.counters();
        }
        current = new Version(live.values().stream()
                .map(table -> new TableHandle(tableFiles, table.properties(), table.level()))
                .sorted(Comparator.comparingLong(TableHandle::id))
                .toList());
        return live.keySet();
    }

    private synchronized void recover() throws IOException {
        Set<Long> live = load();
        Set<Long> found = findTables();
        if (!manifestThere) {
            requireNoTables(found);
        }
        long highest = found.stream().mapToLong(Long::longValue).max().orElse(0);
        nextTableId.set(Math.max(counters.nextTableId(), highest + 1));
        manifest.settle(wholeState(current.tables(), counters));
        found.removeAll(live);
        found.forEach(tableFiles::deleteRemoved);
    }

    /** Returns the tables whose files are there. */
    private Set<Long> findTables() throws IOException {
        Set<Long> found = new HashSet<>();
        for (String name : access.admittedFiles().list("")) {
            tableFiles.tableId(name).ifPresent(found::add);
        }
        return found;
    }

    /** Checks that there is no table: without a manifest there is none, as it is durable before the first one is begun. */
    private void requireNoTables(Set<Long> found) {
        if (!found.isEmpty()) {
            throw new CorruptionException(
                    Manifest.FILE,
                    0,
                    "the manifest of " + owner() + " (the file tenants/"
                            + access.descriptor().directory() + "/" + Manifest.FILE + ") is missing, and "
                            + Human.count(found.size(), "table")
                            + " of the tenant would be taken for leftovers; nothing was changed. Put the file back,"
                            + " restore the tenant from a backup, salvage what is intact with 'allidb repair DIR INTO'"
                            + " ('allidb check DIR' says what is there), or drop the tenant",
                    null);
        }
    }
}
