package org.allidb.storage.engine.internal.version;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Tables;
import org.allidb.storage.spi.entry.KeyOrder;

/** The tables of a tenant at one moment. It has a reference of each reader, and one as long as it is the current one. */
public final class Version {

    private final List<TableHandle> tables;
    /** Newest content first: by greatest timestamp, then greatest sequence. */
    private final TableHandle[] byRecency;

    private final long tableBytes;
    private final boolean hasRangeTombstones;
    private final AtomicInteger references = new AtomicInteger(1);

    Version(List<TableHandle> tables) {
        this.tables = List.copyOf(tables);
        this.byRecency = tables.stream()
                .sorted(Comparator.<TableHandle>comparingLong(
                                t -> t.properties().maxTimestamp())
                        .thenComparingLong(t -> t.properties().maxSequence())
                        .reversed())
                .toArray(TableHandle[]::new);
        this.tableBytes =
                tables.stream().mapToLong(t -> t.properties().fileBytes()).sum();
        this.hasRangeTombstones = tables.stream().anyMatch(t -> t.properties().rangeTombstones() > 0);
        this.tables.forEach(TableHandle::retain);
    }

    /** Returns the tables, oldest first. */
    public List<TableHandle> tables() {
        return tables;
    }

    /** Returns the tables, greatest timestamp first; not to be changed. */
    public TableHandle[] byRecency() {
        return byRecency;
    }

    /** Returns the bytes of all tables. */
    public long tableBytes() {
        return tableBytes;
    }

    /** Returns whether a table has range tombstones. */
    public boolean hasRangeTombstones() {
        return hasRangeTombstones;
    }

    /** Returns the greatest sequence in the tables, 0 if there is none. */
    public long lastSequence() {
        return tables.stream()
                .mapToLong(t -> t.properties().maxSequence())
                .max()
                .orElse(0);
    }

    /**
     * Checks that the flushes and the log of a tenant reach everything that is in the tables. The log was forced before tables
     * that were loaded beside it counted.
     *
     * @param logged the last sequence that was flushed or is in the log
     * @throws CorruptionException if the log ends before
     */
    public void checkReached(long logged, TenantId tenant) {
        if (lastSequence() > logged) {
            throw new CorruptionException(
                    "wal",
                    0,
                    "the log of tenant '" + tenant + "' ends at sequence " + logged
                            + ", and its tables have rows up to "
                            + lastSequence()
                            + ": records between them are missing. Nothing was changed; restore the log"
                            + " or the tenant from a backup, or salvage what is intact with 'allidb repair DIR INTO'",
                    null);
        }
    }

    /** Returns the figures of the tables. */
    public Tables figures() {
        long entries = tables.stream().mapToLong(t -> t.properties().entries()).sum();
        return new Tables(tables.size(), tableBytes, entries, tablesPerRead());
    }

    /**
     * Returns the tables that may hold keys of a range.
     *
     * @param from first key, inclusive; empty for no bound
     * @param to last key, exclusive; empty for no bound
     */
    public List<TableHandle> overlapping(byte[] from, byte[] to) {
        List<TableHandle> overlapping = new ArrayList<>();
        for (TableHandle table : tables) {
            if (table.keys().overlaps(from, to)) {
                overlapping.add(table);
            }
        }
        return overlapping;
    }

    /** Returns the most tables that one key can be in. */
    public int tablesPerRead() {
        byte[][] starts = tables.stream()
                .map(t -> t.keys().first())
                .sorted(KeyOrder::compare)
                .toArray(byte[][]::new);
        byte[][] ends = tables.stream()
                .map(t -> t.keys().last())
                .sorted(KeyOrder::compare)
                .toArray(byte[][]::new);
        int most = 0;
        int ended = 0;
        for (int started = 0; started < starts.length; started++) {
            while (KeyOrder.compare(ends[ended], starts[started]) < 0) {
                ended++;
            }
            most = Math.max(most, started + 1 - ended);
        }
        return most;
    }

    /** Keeps the tables from going; only while the caller knows of another reference. */
    public void retain() {
        int before = references.getAndIncrement();
        assert before > 0 : "a version came back to life";
    }

    /** Releases the tables. */
    public void release() {
        if (references.decrementAndGet() == 0) {
            tables.forEach(TableHandle::release);
        }
    }
}
