package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * A chain of the segments of an open log: those of earlier runs, those of this run, and the active one, to which records
 * are appended. The log's anchor names the segments in this order. So a missing segment is noticed, and a crash at any
 * moment loses nothing:
 *
 * <ol>
 *   <li>A segment and its name become durable; then the anchor names it; then it gets its first record. A segment that the
 *       anchor does not name has no records that count.
 *   <li>The anchor stops naming a segment; then its file is removed or used again. Every segment that the anchor names
 *       exists.
 *   <li>After a failed write of the anchor, it may name a segment or not. The segment stays, and nothing is appended to
 *       its predecessor, until a later write succeeds.
 * </ol>
 *
 * <p>The caller of each method holds the append lock of the log.
 */
final class SegmentChain {

    private static final Logger LOG = System.getLogger(SegmentChain.class.getName());

    private final ReentrantLock appendLock;
    private final SegmentFiles files;
    private final ChainAnchor anchor;
    /** Of earlier runs, oldest first. */
    private final Deque<OldSegment> oldSegments;
    /** Of this run, oldest first, the active one last. */
    private final Deque<LogSegment> segments = new ArrayDeque<>();
    /** Segments of this run that may have unsynced records, oldest first. */
    private final Deque<LogSegment> unsynced = new ArrayDeque<>();

    private final FlushedSequences flushed;
    private LogSegment active;
    /** The next active segment, which the anchor may name already; null if there is none. */
    private @Nullable LogSegment prepared;

    /** Continues what a recovery found in a new segment. */
    SegmentChain(
            ReentrantLock appendLock, SegmentFiles files, LogAnchor anchor, LogRecovery recovery, WalOptions options)
            throws IOException {
        this.appendLock = appendLock;
        this.files = files;
        this.anchor = new ChainAnchor(files, anchor, recovery);
        this.oldSegments = new ArrayDeque<>(recovery.segments());
        this.flushed = recovery.flushed();
        OldSegment last = oldSegments.peekLast();
        this.active = this.anchor.create(
                recovery.endPosition(),
                last == null ? 0 : last.header().number(),
                last == null ? 0 : last.end(),
                options.segmentBytes());
        segments.add(active);
        try {
            dropLeading(options, active);
        } catch (IOException | RuntimeException | Error e) {
            active.close();
            throw e;
        }
        recovery.strays().forEach(files::remove);
    }

    LogIdentity identity() {
        return anchor.identity();
    }

    /** Returns the segment to which records are appended. */
    LogSegment active() {
        assert appendLock.isHeldByCurrentThread();
        return active;
    }

    /**
     * Returns whether a record fits into the active segment, and may be appended to it. Where writers sync, a segment that grows is left
     * for one that has all its blocks, as soon as there is one.
     */
    boolean hasRoom(long bytes) {
        assert appendLock.isHeldByCurrentThread();
        return prepared == null && active.hasRoom(bytes) && !(active.isSyncedWhileItGrows() && files.hasFree());
    }

    /** Returns the files that segments are made of. */
    SegmentFiles files() {
        assert appendLock.isHeldByCurrentThread();
        return files;
    }

    /** Describes a file to be prepared for a segment. */
    SegmentFiles.Spare newSpare(WalOptions options) {
        assert appendLock.isHeldByCurrentThread();
        return anchor.newSpare(options.segmentBytes());
    }

    /** Returns the bytes of all segments. */
    long totalBytes() {
        assert appendLock.isHeldByCurrentThread();
        return segments.stream().mapToLong(LogSegment::end).sum()
                + oldSegments.stream().mapToLong(OldSegment::end).sum();
    }

    /** Returns the figures of the segments. */
    SegmentedLogStatistics.Segments figures() {
        assert appendLock.isHeldByCurrentThread();
        return new SegmentedLogStatistics.Segments(
                segments.size() + oldSegments.size(), totalBytes(), files.recycled());
    }

    /** Returns the tenant generations that need the oldest segment. */
    List<Long> oldestPins() {
        assert appendLock.isHeldByCurrentThread();
        OldSegment oldest = oldSegments.peekFirst();
        return oldest != null
                ? List.copyOf(oldest.pins(flushed).keySet())
                : List.copyOf(segments.getFirst().pins().generations());
    }

    /** Marks the active segment: it has records that are not synced. */
    void markUnsynced() {
        assert appendLock.isHeldByCurrentThread();
        if (unsynced.peekLast() != active) {
            unsynced.addLast(active);
        }
    }

    /** Returns the segments that may have unsynced records, oldest first. */
    List<LogSegment> unsynced() {
        assert appendLock.isHeldByCurrentThread();
        return List.copyOf(unsynced);
    }

    /** Removes the marks of segments that were synced, but not that of the active one, which may have grown meanwhile. */
    void markSynced(List<LogSegment> synced) {
        assert appendLock.isHeldByCurrentThread();
        unsynced.removeIf(segment -> synced.contains(segment) && segment != active);
    }

    /**
     * Makes the active segment durable, which gets no more records. The header of its successor vouches for it, so it
     * must be durable first.
     */
    void seal() throws IOException {
        assert appendLock.isHeldByCurrentThread();
        if (unsynced.peekLast() == active && prepared == null) {
            active.seal();
        }
    }

    /**
     * Makes a new segment the active one; the one before is sealed. After a failure nothing can be appended until a later
     * call succeeds.
     *
     * @param bytes length of the record that it is for
     */
    void rotate(long bytes, WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        LogSegment next = prepared;
        if (next == null) {
            long size = Math.max(options.segmentBytes(), SegmentHeader.LENGTH + bytes);
            next = anchor.create(active.endPosition(), active.header().number(), active.end(), size);
            prepared = next;
        }
        segments.addLast(next);
        try {
            dropLeading(options, next);
        } catch (IOException | RuntimeException | Error e) {
            segments.removeLast();
            throw e;
        }
        prepared = null;
        active = next;
    }

    /** Notes that a generation's records up to a sequence are flushed, and releases the oldest unneeded segments. */
    void flushed(long generation, long sequence, WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        flushed.raise(generation, sequence);
        segments.forEach(segment -> segment.pins().unpin(generation, sequence));
        if (leading(active).count() > 0) {
            dropLeading(options, active);
        }
    }

    /** Releases the segments of earlier runs: what is needed of them is durable in those of this run. */
    void dropOld(WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        dropLeading(new Leading(oldSegments.size(), 0), options);
    }

    /**
     * Continues in a new segment after a failure. What the failed segments hold beyond the synced position is not trusted;
     * those records are durable elsewhere.
     *
     * @param synced the position up to which everything is durable
     */
    void restart(long synced, WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        LogSegment trusted = unsynced.isEmpty() ? active : unsynced.getFirst();
        LogSegment next = anchor.create(
                active.endPosition(), trusted.header().number(), trusted.offset(synced), options.segmentBytes());
        if (prepared != null) {
            anchor.doubt(prepared);
            prepared = null;
        }
        List<LogSegment> kept = new ArrayList<>();
        for (LogSegment segment : segments) {
            kept.add(segment);
            if (segment == trusted) {
                break;
            }
        }
        List<LogSegment> distrusted =
                segments.stream().filter(segment -> !kept.contains(segment)).toList();
        kept.add(next);
        try {
            remember(numbers(0, kept), -1);
        } catch (IOException | RuntimeException | Error e) {
            anchor.doubt(next);
            throw e;
        }
        segments.removeAll(distrusted);
        segments.addLast(next);
        active = next;
        unsynced.clear();
        distrusted.forEach(anchor::discard);
    }

    /**
     * Closes all files. Removes them if all records are durable and no generation needs one: the anchor is then all that
     * is left of the log.
     *
     * @param durable whether everything that was appended is durable
     */
    void close(boolean durable) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        boolean needed = !oldSegments.stream().allMatch(old -> old.pins(flushed).isEmpty())
                || !segments.stream().allMatch(segment -> segment.pins().isEmpty());
        boolean known = false;
        if (durable) {
            try {
                remember(needed ? numbers(0, segments) : List.of(), active.endPosition());
                known = true;
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "the log keeps its segments, because it could not be noted that it was closed",
                        e);
            }
        }
        if (prepared != null) {
            ChainAnchor.closeObsolete(prepared);
        }
        anchor.closeDoubtful();
        for (LogSegment segment : segments) {
            segment.close();
        }
        if (known && !needed) {
            oldSegments.forEach(old -> files.remove(old.name()));
            segments.forEach(segment -> files.remove(segment.name()));
        }
        if (known) {
            files.removeFree();
        }
    }

    /** The number of oldest segments that no generation needs, of earlier runs and of this run. */
    private record Leading(int old, int own) {

        int count() {
            return old + own;
        }
    }

    private Leading leading(LogSegment last) {
        int old = 0;
        for (OldSegment segment : oldSegments) {
            if (!segment.pins(flushed).isEmpty()) {
                return new Leading(old, 0);
            }
            old++;
        }
        int own = 0;
        for (LogSegment segment : segments) {
            if (segment == last || !segment.pins().isEmpty() || unsynced.contains(segment)) {
                break;
            }
            own++;
        }
        return new Leading(old, own);
    }

    /** Writes the anchor without the oldest segments that no generation needs, then releases their files. */
    private void dropLeading(WalOptions options, LogSegment last) throws IOException {
        dropLeading(leading(last), options);
    }

    private void dropLeading(Leading leading, WalOptions options) throws IOException {
        List<LogSegment> kept = new ArrayList<>(segments).subList(leading.own, segments.size());
        remember(numbers(leading.old, kept), -1);
        for (int i = 0; i < leading.old; i++) {
            files.release(oldSegments.removeFirst().name(), false, 0);
        }
        for (int i = 0; i < leading.own; i++) {
            LogSegment released = segments.removeFirst();
            ChainAnchor.closeObsolete(released);
            files.release(released.name(), isReusable(released, options), options.recycleFiles());
        }
    }

    private static boolean isReusable(LogSegment segment, WalOptions options) {
        return segment.isReusable() && segment.size() == options.segmentBytes();
    }

    private List<Long> numbers(int skippedOld, Iterable<LogSegment> own) {
        List<Long> numbers = new ArrayList<>();
        oldSegments.stream()
                .skip(skippedOld)
                .forEach(old -> numbers.add(old.header().number()));
        own.forEach(segment -> numbers.add(segment.header().number()));
        return numbers;
    }

    private void remember(List<Long> numbers, long closedAt) throws IOException {
        anchor.write(numbers, active.endPosition(), closedAt);
    }
}
