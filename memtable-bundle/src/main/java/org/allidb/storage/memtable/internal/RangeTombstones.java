package org.allidb.storage.memtable.internal;

import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;

/**
 * The range tombstones of a memtable at one moment: a few runs, each several times as large as the next, so that adding
 * n of them one by one takes n log n steps. Immutable; the sets that scans ask for are made when they are asked for.
 */
final class RangeTombstones {

    /** None at all. */
    static final RangeTombstones NONE = new RangeTombstones(new TombstoneRun[0]);

    private static final int RATIO = 4;

    private final TombstoneRun[] runs;

    private RangeTombstones(TombstoneRun[] runs) {
        this.runs = runs;
    }

    /** These tombstones and one more. */
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

    /** Tells a lookup about the newest tombstone up to a sequence that covers its key. */
    void cover(byte[] key, int length, long maxSequence, Lookup lookup) {
        for (TombstoneRun run : runs) {
            run.cover(key, length, maxSequence, lookup);
        }
    }

    /** All of them, a set for each run: only those of runs that are new are made when they are asked for again. */
    List<RangeTombstoneSet> sets() {
        return Arrays.stream(runs).map(TombstoneRun::set).toList();
    }
}
