package org.allidb.storage.compaction.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;

/**
 * A filter of range tombstones that hide nothing from any reader, because newer ones cover all of their range. Those between
 * the same two snapshots have the same readers, so that the newest of them decide. Takes n log n steps in all.
 */
final class SeenTombstones {

    private SeenTombstones() {}

    /**
     * Returns the tombstones that some reader needs.
     *
     * @param snapshots sequences of the live snapshots, ascending
     */
    static List<RangeTombstone> of(RangeTombstoneSet tombstones, long[] snapshots) {
        if (snapshots.length == 0) {
            return tombstones.seen();
        }
        TreeMap<Integer, List<RangeTombstone>> byFirstReader = new TreeMap<>();
        for (RangeTombstone tombstone : tombstones.tombstones()) {
            int at = Arrays.binarySearch(snapshots, tombstone.sequence());
            byFirstReader
                    .computeIfAbsent(at >= 0 ? at : -at - 1, reader -> new ArrayList<>())
                    .add(tombstone);
        }
        return byFirstReader.values().stream()
                .flatMap(group -> RangeTombstoneSet.of(group).seen().stream())
                .toList();
    }
}
