package org.allidb.storage.compaction.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeJob.PurgeRule;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;

/**
 * A filter that decides which versions a merge keeps. Versions of a key come newest first, by timestamp. A reader at sequence S sees the first
 * of them with a sequence ≤ S, unless a range tombstone with a sequence ≤ S is newer. So:
 *
 * <ul>
 *   <li>A version is seen by the readers from its own sequence up to, not including, the least sequence among the
 *       versions before it. It is dropped if neither a snapshot nor the newest state is among them.
 *   <li>If a range tombstone hides it from the first of those readers, it hides it from all of them: the later ones see
 *       the same range tombstones and more. Then it is dropped too.
 *   <li>A tombstone, or a row that has expired and counts as one, may be dropped if that uncovers nothing. No table outside
 *       of the merge may hold an older version, and no snapshot may be older than the tombstone, so that the first rule
 *       drops everything behind it in the merge. The same is true for range tombstones.
 *   <li>A range tombstone that newer ones cover wholly, for each of its readers, hides nothing and is dropped.
 * </ul>
 */
final class VersionFilter {

    /** The decision about a version. */
    enum Decision {
        /** It is kept. */
        KEEP,
        /** It is dropped. */
        DROP,
        /** It is kept as a tombstone: it has expired. */
        KEEP_AS_TOMBSTONE
    }

    private static final byte[] NO_VALUE = {};

    private final long[] snapshots;
    private final long nowMillis;
    private final PurgeRule purge;
    private final RangeTombstoneSet rangeTombstones;
    private final List<RangeTombstone> keptRangeTombstones = new ArrayList<>();

    private byte[] key = new byte[64];
    private int keyLength = -1;
    /** The least sequence among the newer versions of the current key. */
    private long leastSequence;

    private long read;
    private long duplicates;
    private long tombstonesDropped;
    private long expired;
    private long purgedTimestamp = -1;

    VersionFilter(MergeJob job) {
        this.snapshots = job.retention().snapshots();
        this.nowMillis = job.retention().nowMillis();
        this.purge = job.retention().purge();
        this.rangeTombstones = RangeTombstoneSet.union(
                job.inputs().stream().map(MergeJob.Input::rangeTombstones).toList());
        List<RangeTombstone> seen = SeenTombstones.of(rangeTombstones, snapshots);
        tombstonesDropped = (long) rangeTombstones.tombstones().size() - seen.size();
        for (RangeTombstone tombstone : seen) {
            if (isBelowSnapshots(tombstone.sequence())
                    && purge.mayPurge(tombstone.start(), tombstone.end(), tombstone.timestamp())) {
                purged(tombstone.timestamp());
            } else {
                keptRangeTombstones.add(tombstone);
            }
        }
    }

    /** Enters the next version; returns whether it is the first of its key. */
    boolean enter(EntryRun run, int i) {
        read++;
        int offset = run.keyOffset(i);
        int length = run.keyLength(i);
        if (keyLength >= 0 && KeyOrder.compare(key, 0, keyLength, run.keys(), offset, length) == 0) {
            return false;
        }
        if (key.length < length) {
            key = new byte[2 * length];
        }
        System.arraycopy(run.keys(), offset, key, 0, length);
        keyLength = length;
        leastSequence = Long.MAX_VALUE;
        return true;
    }

    /** Returns the decision about the version that was entered. */
    Decision decide(EntryRun run, int i) throws IOException {
        long sequence = run.sequence(i);
        long firstReader = firstReader(sequence);
        boolean seen = firstReader < leastSequence;
        leastSequence = Math.min(leastSequence, sequence);
        if (!seen) {
            duplicates++;
            return Decision.DROP;
        }
        long timestamp = run.timestamp(i);
        if (!rangeTombstones.isEmpty()
                && rangeTombstones.deletes(key, 0, keyLength, timestamp, sequence, firstReader)) {
            duplicates++;
            return Decision.DROP;
        }
        boolean tombstone = run.type(i) == EntryType.DELETE;
        boolean isExpired = !tombstone && run.expiresAt(i) != 0 && run.expiresAt(i) <= nowMillis;
        if (!tombstone && !isExpired) {
            return Decision.KEEP;
        }
        if (isBelowSnapshots(sequence) && purge.mayPurge(key, 0, keyLength, timestamp)) {
            if (isExpired) {
                expired++;
                purgedTimestamp = Math.max(purgedTimestamp, timestamp);
            } else {
                purged(timestamp);
            }
            return Decision.DROP;
        }
        return isExpired ? Decision.KEEP_AS_TOMBSTONE : Decision.KEEP;
    }

    /** Returns the tombstone that stands for an expired version. */
    void tombstoneOf(EntryRun run, int i, EntryRun target) {
        target.clear();
        target.key(run.keys(), run.keyOffset(i), run.keyLength(i))
                .version(EntryType.DELETE, run.timestamp(i), run.sequence(i), 0)
                .add(NO_VALUE, 0, 0);
        expired++;
    }

    List<RangeTombstone> keptRangeTombstones() {
        return keptRangeTombstones;
    }

    long read() {
        return read;
    }

    /** Returns the figures of what was dropped so far. */
    StreamMergeResult.Dropped dropped() {
        return new StreamMergeResult.Dropped(duplicates, tombstonesDropped, expired, purgedTimestamp);
    }

    /** Returns the first reader that can see a sequence: the oldest snapshot at or after it, or the newest state. */
    private long firstReader(long sequence) {
        if (snapshots.length == 0) {
            return Long.MAX_VALUE - 1;
        }
        int at = Arrays.binarySearch(snapshots, sequence);
        int index = at >= 0 ? at : -at - 1;
        return index < snapshots.length ? snapshots[index] : Long.MAX_VALUE - 1;
    }

    private boolean isBelowSnapshots(long sequence) {
        return snapshots.length == 0 || snapshots[0] >= sequence;
    }

    private void purged(long timestamp) {
        tombstonesDropped++;
        purgedTimestamp = Math.max(purgedTimestamp, timestamp);
    }
}
