package org.allidb.storage.memtable.internal;

import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;

/**
 * The range tombstones of a memtable at one moment: a few runs, each several times as large as the next. So n of them are
 * added one by one in n log n steps. Immutable; the sets for scans are made at the first call.
 */
final class RangeTombstones {

    /** No range tombstones. */
    static final RangeTombstones NONE = new RangeTombstones(new TombstoneRun[0]);

    private static final int RATIO = 4;

    private final TombstoneRun[] runs;

    private RangeTombstones(TombstoneRun[] runs) {
        this.runs = runs;
    }

    /** Returns these tombstones and one more. */
    RangeTombstones with(RangeTombstone tombstone) {
        TombstoneRun added = TombstoneRun.of(tombstone);
        int kept = runs.length;
        while (kept > 0 && runs[kept - 1].size() <= RATIO * added.size()) {
            added = runs[--kept].mergedWith(added);
        }
        TombstoneRun[] newRuns = Arrays.copyOf(runs, kept + 1);
        newRuns[kept] = added;
        return new RangeTombstones(newRuns);
    }

    /** Offers a lookup the newest tombstone up to a sequence that covers its key. */
    void cover(byte[] key, int length, long maxSequence, Lookup lookup) {
        for (TombstoneRun run : runs) {
            run.cover(key, length, maxSequence, lookup);
        }
    }

    /** Returns a set for each run; only the sets of new runs are made. */
    List<RangeTombstoneSet> sets() {
        // most memtables have none, and each scan asks
        return runs.length == 0
                ? List.of()
                : Arrays.stream(runs).map(TombstoneRun::set).toList();
    }
}
