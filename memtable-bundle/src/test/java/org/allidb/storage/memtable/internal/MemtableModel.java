package org.allidb.storage.memtable.internal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/** What a memtable should hold, in a sorted set, and the batches that bring a memtable there. */
final class MemtableModel {

    private final NavigableSet<Version> versions = new TreeSet<>();
    private final List<RangeTombstone> tombstones = new ArrayList<>();
    private final EntryBatch batch = new EntryBatch();
    private final List<Version> pending = new ArrayList<>();
    private final List<RangeTombstone> pendingTombstones = new ArrayList<>();
    private long nextSequence = 1;
    private long batchTimestamp;

    void begin(long timestamp) {
        batch.clear();
        pending.clear();
        pendingTombstones.clear();
        batchTimestamp = timestamp;
    }

    /** Adds a version; a timestamp of -1 stands for the batch's. */
    void put(byte[] key, byte[] value, long timestamp, long expiresAt) {
        batch.add(EntryType.PUT, key, MemorySegment.ofArray(value), timestamp, expiresAt);
        pending.add(new Version(key, effective(timestamp), next(), EntryType.PUT, expiresAt, value));
    }

    void delete(byte[] key, long timestamp) {
        batch.add(EntryType.DELETE, key, MemorySegment.ofArray(new byte[0]), timestamp, 0);
        pending.add(new Version(key, effective(timestamp), next(), EntryType.DELETE, 0, new byte[0]));
    }

    void deleteRange(byte[] start, byte[] end, long timestamp) {
        batch.add(EntryType.RANGE_DELETE, start, MemorySegment.ofArray(end), timestamp, 0);
        pendingTombstones.add(new RangeTombstone(start, end, effective(timestamp), next()));
    }

    /** Seals the batch; the model has it from now on. */
    EntryBatch seal() {
        batch.seal(nextSequence, batchTimestamp);
        nextSequence += batch.count();
        versions.addAll(pending);
        tombstones.addAll(pendingTombstones);
        return batch;
    }

    long lastSequence() {
        return nextSequence - 1;
    }

    NavigableSet<Version> versions() {
        return versions;
    }

    RangeTombstoneSet tombstones() {
        return RangeTombstoneSet.of(tombstones);
    }

    int tombstoneCount() {
        return tombstones.size();
    }

    /** The newest version of a key up to a sequence. */
    @Nullable
    Version newest(byte[] key, long maxSequence) {
        for (Version version : versions.tailSet(Version.before(key), true)) {
            if (!Arrays.equals(version.key(), key)) {
                return null;
            }
            if (version.sequence() <= maxSequence) {
                return version;
            }
        }
        return null;
    }

    /** Returns what a cursor over all entries delivers; from a key on if there is one. */
    List<Version> entries(byte @Nullable [] from, long maxSequence) {
        Collection<Version> range = from == null ? versions : versions.tailSet(Version.before(from), true);
        return range.stream()
                .filter(version -> version.sequence() <= maxSequence)
                .toList();
    }

    /** Returns what a reader's cursor delivers: the newest visible version of each row. */
    List<Version> rows(ScanDirection direction, byte @Nullable [] from, long maxSequence) {
        boolean forward = direction == ScanDirection.FORWARD;
        Collection<Version> range =
                forward || from == null ? entries(from, maxSequence) : versions.headSet(Version.before(from), false);
        List<Version> rows = new ArrayList<>();
        byte[] row = null;
        for (Version version : range) {
            if (version.sequence() <= maxSequence && !Arrays.equals(version.key(), row)) {
                rows.add(version);
                row = version.key();
            }
        }
        return forward ? rows : rows.reversed();
    }

    private long effective(long timestamp) {
        return timestamp < 0 ? batchTimestamp : timestamp;
    }

    private long next() {
        return nextSequence + batch.count() - 1;
    }
}
