package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * The segments of an open log: those of earlier runs, those of this run, and the active one, which is appended to. The
 * log's anchor names them, in this order, which is what makes a missing segment known and a crash harmless:
 *
 * <ul>
 *   <li>A segment is made, with its name, durably; then the anchor names it; then it gets its first record. A segment that
 *       the anchor does not name has no records that count.
 *   <li>The anchor names a segment no more; then its file is removed or used again. Every segment that the anchor names
 *       exists.
 *   <li>After a failure to write the anchor it may name a segment or not: the segment stays, and nothing is appended to its
 *       predecessor, until a later write succeeds.
 * </ul>
 *
 * <p>Guarded by the append lock of the log, which every caller holds.
 */
final class SegmentChain {

    private static final Logger LOG = System.getLogger(SegmentChain.class.getName());
    private static final long FIRST_CHUNK = 256 << 10;

    private final SegmentFiles files;
    private final LogAnchor anchor;
    private final LogIdentity identity;
    private final long identifiedFrom;
    /** Of earlier runs, oldest first. */
    private final Deque<OldSegment> oldSegments;
    /** Of this run, oldest first, the active one last. */
    private final Deque<LogSegment> segments = new ArrayDeque<>();
    /** Segments of this run that may have unsynced records, oldest first. */
    private final Deque<LogSegment> unsynced = new ArrayDeque<>();

    private final Map<Long, Long> flushed;
    private long lastNumber;
    private LogSegment active;
    /** The next active segment, which the anchor may name already; null if there is none. */
    private @Nullable LogSegment prepared;
    /** Segments that the anchor may name until it is written with success. */
    private final List<LogSegment> doubtful = new ArrayList<>();

    /** Goes on behind what a recovery found, in a new segment. */
    SegmentChain(SegmentFiles files, LogAnchor anchor, LogRecovery recovery, WalOptions options) throws IOException {
        this.files = files;
        this.anchor = anchor;
        this.identity = recovery.identity();
        this.identifiedFrom = recovery.identifiedFrom();
        this.oldSegments = new ArrayDeque<>(recovery.segments());
        this.flushed = recovery.flushed();
        this.lastNumber = recovery.lastNumber();
        OldSegment last = oldSegments.peekLast();
        this.active = create(
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
        return identity;
    }

    /** The segment that is appended to. */
    LogSegment active() {
        return active;
    }

    /** Whether a record fits into the active segment, and may be appended to it. */
    boolean hasRoom(long bytes) {
        return prepared == null && active.hasRoom(bytes);
    }

    /** How many segments there are. */
    int size() {
        return segments.size() + oldSegments.size();
    }

    /** The bytes of all segments. */
    long totalBytes() {
        return segments.stream().mapToLong(LogSegment::end).sum()
                + oldSegments.stream().mapToLong(OldSegment::end).sum();
    }

    /** How many files were used again. */
    long recycled() {
        return files.recycled();
    }

    /** The streams that need the oldest segment. */
    List<Long> oldestPins() {
        OldSegment oldest = oldSegments.peekFirst();
        return oldest != null
                ? List.copyOf(oldest.pins(flushed).keySet())
                : List.copyOf(segments.getFirst().pins().streams());
    }

    /** The active segment has records that are not synced. */
    void markUnsynced() {
        if (unsynced.peekLast() != active) {
            unsynced.addLast(active);
        }
    }

    /** The segments that may have unsynced records, oldest first. */
    List<LogSegment> unsynced() {
        return List.copyOf(unsynced);
    }

    /** Segments were synced; the active one may have grown meanwhile. */
    void markSynced(List<LogSegment> synced) {
        unsynced.removeIf(segment -> synced.contains(segment) && segment != active);
    }

    /**
     * Makes the active segment durable, which gets no records any more. A successor's header vouches for it, so it must be
     * durable before that is.
     */
    void seal() throws IOException {
        if (unsynced.peekLast() == active && prepared == null) {
            active.seal();
        }
    }

    /**
     * Goes over to a new segment; the active one is sealed. If this fails, nothing can be appended until it succeeds.
     *
     * @param bytes length of the record that it is for
     */
    void rotate(long bytes, WalOptions options) throws IOException {
        LogSegment next = prepared;
        if (next == null) {
            long size = Math.max(options.segmentBytes(), SegmentHeader.LENGTH + bytes);
            next = create(active.endPosition(), active.header().number(), active.end(), size);
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

    /** A stream's records up to a sequence are not needed any more: releases the oldest segments that no stream needs. */
    void flushed(long stream, long sequence, WalOptions options) throws IOException {
        flushed.merge(stream, sequence, Math::max);
        segments.forEach(segment -> segment.pins().unpin(stream, sequence));
        if (leading(active).count() > 0) {
            dropLeading(options, active);
        }
    }

    /**
     * Goes on in a new segment after a failure. Beyond what was synced the failed segments are not trusted; their records
     * are durable elsewhere.
     *
     * @param synced the position up to which everything is durable
     */
    void restart(long synced, WalOptions options) throws IOException {
        LogSegment trusted = unsynced.isEmpty() ? active : unsynced.getFirst();
        LogSegment next = create(
                active.endPosition(), trusted.header().number(), trusted.offset(synced), options.segmentBytes());
        if (prepared != null) {
            doubtful.add(prepared);
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
            doubtful.add(next);
            throw e;
        }
        segments.removeAll(distrusted);
        segments.addLast(next);
        active = next;
        unsynced.clear();
        distrusted.forEach(this::discard);
    }

    /**
     * Closes all files. If all is durable and nothing is needed, nothing is left of the log but what the anchor knows.
     *
     * @param durable whether everything that was appended is durable
     */
    void close(boolean durable, WalOptions options) throws IOException {
        boolean needed = !oldSegments.stream().allMatch(old -> old.pins(flushed).isEmpty())
                || !segments.stream().allMatch(segment -> segment.pins().isEmpty());
        boolean known = false;
        if (durable) {
            try {
                remember(needed ? numbers(0, segments) : List.of(), active.endPosition());
                known = true;
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the log keeps its segments, because it could not be noted that it was closed", e);
            }
        }
        if (prepared != null) {
            closeObsolete(prepared);
        }
        doubtful.forEach(SegmentChain::closeObsolete);
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

    private LogSegment create(long start, long predecessor, long predecessorEnd, long size) throws IOException {
        return files.create(
                new SegmentHeader(identity, ++lastNumber, start, predecessor, predecessorEnd, size), FIRST_CHUNK);
    }

    /** How many of the oldest segments no stream needs. */
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

    /** Writes the anchor without the oldest segments that no stream needs, then gives their files back. */
    private void dropLeading(WalOptions options, LogSegment last) throws IOException {
        Leading leading = leading(last);
        List<LogSegment> kept = new ArrayList<>(segments).subList(leading.own, segments.size());
        remember(numbers(leading.old, kept), -1);
        for (int i = 0; i < leading.old; i++) {
            files.release(oldSegments.removeFirst().name(), false, 0);
        }
        for (int i = 0; i < leading.own; i++) {
            LogSegment released = segments.removeFirst();
            closeObsolete(released);
            files.release(released.name(), isReusable(released, options), options.recycleFiles());
        }
    }

    /** Whether the segment's file can be used again: only if all its blocks exist. */
    private static boolean isReusable(LogSegment segment, WalOptions options) {
        return segment.allocated() == segment.size() && segment.size() == options.segmentBytes();
    }

    private List<Long> numbers(int skippedOld, Iterable<LogSegment> own) {
        List<Long> numbers = new ArrayList<>();
        oldSegments.stream().skip(skippedOld).forEach(old -> numbers.add(old.header().number()));
        own.forEach(segment -> numbers.add(segment.header().number()));
        return numbers;
    }

    private void remember(List<Long> numbers, long closedAt) throws IOException {
        anchor.remember(
                new KnownChain(identity, identifiedFrom, lastNumber + 1, active.endPosition(), closedAt, numbers)
                        .encode());
        doubtful.forEach(this::discard);
        doubtful.clear();
    }

    private void discard(LogSegment segment) {
        closeObsolete(segment);
        files.remove(segment.name());
    }

    /** Closes a file whose content is not needed any more. */
    private static void closeObsolete(LogSegment segment) {
        try {
            segment.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the file " + segment.name() + " of the log could not be closed", e);
        }
    }
}
