package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * A chain of the segments of an open log: those of earlier runs, those of this run, and the active one, to which records
 * are appended. The log's anchor names the segments in this order. So a missing segment is noticed, and a crash at any
 * moment loses nothing:
 *
 * <ol>
 *   <li>A segment and its name become durable; then the anchor names it; then it gets its first record. A segment that the
 *       anchor does not name has no records that count.
 *   <li>The next segment is made while the active one has room. It continues the active one behind the mark that a rotation
 *       appends, so that a rotation waits for no sync. Without that mark the next segment does not count.
 *   <li>The anchor stops naming a segment; then its file is removed or used again. Every segment that the anchor names
 *       exists.
 *   <li>After a failed write of the anchor, it may name the next segment or not. That segment stays, and gets no record, until
 *       a later write succeeds.
 * </ol>
 *
 * <p>The caller of each method holds the append lock of the log. Methods that write the anchor release it meanwhile: records are
 * appended, and the next segment becomes the active one if the anchor names it already. Nothing else changes.
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

    private final UnsyncedSegments unsynced = new UnsyncedSegments();

    private final FlushedSequences flushed;
    private LogSegment active;
    private boolean closed;
    private final FollowingSegment next = new FollowingSegment();

    /** Continues what a recovery found in a new segment. */
    SegmentChain(
            ReentrantLock appendLock, SegmentFiles files, LogAnchor anchor, LogRecovery recovery, WalOptions options)
            throws IOException {
        this.appendLock = appendLock;
        this.files = files;
        this.anchor = new ChainAnchor(appendLock, files, anchor, recovery);
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
            dropLeading(options);
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
        return active.hasRoom(bytes + RecordFormat.HEADER_LENGTH) && !(active.isSyncedWhileItGrows() && next.isWhole());
    }

    /** Returns whether it is time to make the next segment; true once for each active segment. */
    boolean claimNext() {
        assert appendLock.isHeldByCurrentThread();
        return next.claim(active, files.hasFree());
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

    /** Returns the segments that may have unsynced records. */
    UnsyncedSegments unsynced() {
        assert appendLock.isHeldByCurrentThread();
        return unsynced;
    }

    /** Plans the next segment, which is then made without the lock, and handed to {@link #adoptNext} or given up. */
    NewSegment planNext(WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        return anchor.planAfter(active, options.segmentBytes());
    }

    /** Names a segment that was made by a plan; discards it if another one is the next by now. */
    void adoptNext(LogSegment made, WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        if (next.get() != null || made.header().predecessor() != active.header().number()) {
            anchor.discard(made);
            return;
        }
        next.set(made);
        dropLeading(options);
    }

    /** Returns whether the anchor names the next segment, so that it can become the active one. */
    boolean hasNext() {
        assert appendLock.isHeldByCurrentThread();
        return next.isNamed();
    }

    /**
     * Makes the next segment if there is none, and has it named.
     *
     * @param bytes length of the record that it is for
     */
    void provideNext(long bytes, WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        if (next.get() == null) {
            long size = Math.max(options.segmentBytes(), SegmentHeader.LENGTH + bytes + RecordFormat.HEADER_LENGTH);
            next.set(files.create(anchor.planAfter(active, size)));
        }
        dropLeading(options);
    }

    /** Makes the next segment, which is named, the active one. The mark of the rotation was appended and written. */
    void rotate() {
        assert appendLock.isHeldByCurrentThread();
        segments.addLast(Objects.requireNonNull(next.get()));
        active = next.take();
    }

    /** Notes that a generation's records up to a sequence are flushed, and releases the oldest unneeded segments. */
    void flushed(long generation, long sequence, WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        flushed.raise(generation, sequence);
        segments.forEach(segment -> segment.pins().unpin(generation, sequence));
        if (!leading().equals(new Leading(0, 0))) {
            dropLeading(options);
        }
    }

    /** Releases the segments of earlier runs: what is needed of them is durable in those of this run. */
    void dropOld(WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        anchor.awaitIdle();
        drop(new Leading(oldSegments.size(), 0), options);
    }

    /**
     * Continues in a new segment after a failure. What the failed segments hold beyond the synced position is not trusted;
     * those records are durable elsewhere.
     *
     * @param synced the position up to which everything is durable
     */
    void restart(long synced, WalOptions options) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        anchor.awaitIdle();
        LogSegment trusted = unsynced.oldestOr(active);
        LogSegment continued = anchor.create(
                active.endPosition(), trusted.header().number(), trusted.offset(synced), options.segmentBytes());
        doubtNext();
        List<LogSegment> all = List.copyOf(segments);
        int trustedCount = all.indexOf(trusted) + 1;
        List<LogSegment> distrusted = all.subList(trustedCount, all.size());
        List<LogSegment> kept = new ArrayList<>(all.subList(0, trustedCount));
        kept.add(continued);
        try {
            anchor.write(numbers(0, kept), active.endPosition(), -1);
        } catch (IOException | RuntimeException | Error e) {
            anchor.doubt(continued);
            throw e;
        }
        // another one may have been adopted meanwhile
        doubtNext();
        segments.removeAll(distrusted);
        segments.addLast(continued);
        active = continued;
        unsynced.clear();
        distrusted.forEach(anchor::discard);
    }

    private void doubtNext() {
        LogSegment doubted = next.remove();
        if (doubted != null) {
            anchor.doubt(doubted);
        }
    }

    /**
     * Closes all files. Removes them if all records are durable and no generation needs one: the anchor is then all that
     * is left of the log.
     *
     * @param durable whether everything that was appended is durable
     */
    void close(boolean durable) throws IOException {
        assert appendLock.isHeldByCurrentThread();
        closed = true;
        anchor.awaitIdle();
        boolean needed = !oldSegments.stream().allMatch(old -> old.pins(flushed).isEmpty())
                || !segments.stream().allMatch(segment -> segment.pins().isEmpty());
        boolean known = false;
        if (durable) {
            try {
                anchor.write(needed ? numbers(0, segments) : List.of(), active.endPosition(), active.endPosition());
                known = true;
            } catch (IOException e) {
                LOG.log(
                        Level.WARNING,
                        "the log keeps its segments, because it could not be noted that it was closed",
                        e);
            }
        }
        LogSegment unused = next.remove();
        if (unused != null && known) {
            anchor.discard(unused);
        } else if (unused != null) {
            ChainAnchor.closeObsolete(unused);
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
    private record Leading(int old, int own) {}

    private Leading leading() {
        int old = 0;
        for (OldSegment segment : oldSegments) {
            if (!segment.pins(flushed).isEmpty()) {
                return new Leading(old, 0);
            }
            old++;
        }
        int own = 0;
        for (LogSegment segment : segments) {
            if (segment == active || !segment.pins().isEmpty() || unsynced.contains(segment)) {
                break;
            }
            own++;
        }
        return new Leading(old, own);
    }

    /** Writes the anchor without the oldest segments that no generation needs, then releases their files. */
    private void dropLeading(WalOptions options) throws IOException {
        anchor.awaitIdle();
        if (!closed) {
            drop(leading(), options);
        }
    }

    private void drop(Leading leading, WalOptions options) throws IOException {
        List<LogSegment> kept = new ArrayList<>(segments).subList(leading.own, segments.size());
        LogSegment following = next.get();
        if (following != null) {
            kept.add(following);
        }
        anchor.write(numbers(leading.old, kept), active.endPosition(), -1);
        next.written(following);
        for (int i = 0; i < leading.old; i++) {
            files.release(oldSegments.removeFirst().name(), false, 0);
        }
        for (int i = 0; i < leading.own; i++) {
            LogSegment released = segments.removeFirst();
            ChainAnchor.closeObsolete(released);
            boolean reusable = released.isReusable() && released.size() == options.segmentBytes();
            files.release(released.name(), reusable, options.recycleFiles());
        }
    }

    private List<Long> numbers(int skippedOld, Iterable<LogSegment> own) {
        List<Long> numbers = new ArrayList<>();
        oldSegments.stream()
                .skip(skippedOld)
                .forEach(old -> numbers.add(old.header().number()));
        own.forEach(segment -> numbers.add(segment.header().number()));
        return numbers;
    }
}
