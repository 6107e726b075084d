package org.allidb.storage.memtable.internal;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;

/**
 * The range tombstones of a memtable: sets whose sizes at least halve, so that adding one costs little on the average
 * and looking through all of them costs the logarithm of their number. One writer; readers take the published list.
 */
final class RangeTombstoneLog {

    private volatile List<RangeTombstoneSet> sets = List.of();
    private volatile int count;

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    void add(RangeTombstone tombstone) {
        List<RangeTombstoneSet> next = new ArrayList<>(sets);
        next.add(RangeTombstoneSet.of(List.of(tombstone)));
        while (next.size() > 1 && size(next, 1) >= size(next, 2)) {
            RangeTombstoneSet last = next.removeLast();
            next.add(RangeTombstoneSet.union(List.of(next.removeLast(), last)));
        }
        sets = List.copyOf(next);
        count = count + 1;
    }

    void cover(LookupKey key, long maxSequence, Lookup lookup) {
        for (RangeTombstoneSet set : sets) {
            set.cover(key.bytes(), 0, key.length(), maxSequence, lookup);
        }
    }

    RangeTombstoneSet all() {
        return RangeTombstoneSet.union(sets);
    }

    private static int size(List<RangeTombstoneSet> sets, int fromEnd) {
        return sets.get(sets.size() - fromEnd).tombstones().size();
    }
}
