package org.allidb.storage.engine.internal.tools;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.inspect.SalvagedTable;

/**
 * The versions that must not come along, because what was overwritten or deleted must not show again. A newer version
 * of their row, or its deletion, may have been in a damaged place of a table. What is newer than all of that table
 * comes along, and so do all tombstones.
 */
final class HeldBack {

    private record Damaged(SalvagedTable table, long maxTimestamp, long maxSequence) {}

    private final List<Damaged> tables = new ArrayList<>();
    private long count;

    /** Adds a table that is damaged and holds versions up to one. */
    void add(SalvagedTable table, long maxTimestamp, long maxSequence) {
        tables.add(new Damaged(table, maxTimestamp, maxSequence));
    }

    boolean isEmpty() {
        return tables.isEmpty();
    }

    /** Returns whether a version must stay behind; counts it if so. */
    boolean holds(EntryRun run, int i) {
        if (run.type(i) != EntryType.PUT) {
            return false;
        }
        for (Damaged damaged : tables) {
            boolean older = Lookup.compareVersions(
                            run.timestamp(i), run.sequence(i), damaged.maxTimestamp(), damaged.maxSequence())
                    <= 0;
            if (older && damaged.table().mayHaveHeld(run.keys(), run.keyOffset(i), run.keyLength(i))) {
                count++;
                return true;
            }
        }
        return false;
    }

    long count() {
        return count;
    }
}
