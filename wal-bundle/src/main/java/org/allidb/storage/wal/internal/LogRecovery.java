package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * A reader of the log that an earlier run left. It checks that all segments exist which the anchor names, and that their
 * headers are right; then it replays the records that are not flushed.
 */
final class LogRecovery {

    private static final int COPY_BYTES = 1 << 20;

    private final SegmentFiles files;
    private final Vfs directory;
    private final @Nullable KnownChain known;
    private final LogIdentity identity;
    private final String anchorFile;
    private final FlushedSequences flushed = new FlushedSequences();
    private final List<OldSegment> segments = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();
    /** The last sequence of each tenant generation that was replayed. */
    private final Map<Long, Long> delivered = new HashMap<>();

    private long replayedRecords;
    private long replayedBytes;
    private long neededBytes;

    LogRecovery(SegmentFiles files, LogAnchor anchor) throws IOException {
        this.files = files;
        this.directory = files.directory();
        this.anchorFile = anchor.file();
        Optional<byte[]> content = anchor.content();
        this.known = content.isPresent() ? KnownChain.decode(content.get()) : null;
        this.identity = known == null ? LogIdentity.random() : known.identity();
    }

    /** Checks and replays. Changes nothing on disk, but makes all that was replayed durable. */
    void run(LogReplay replay) throws IOException {
        checkAndReplay(replay);
        long durable = segments.stream().mapToLong(OldSegment::durable).max().orElse(0);
        for (OldSegment segment : segments) {
            if (segment.endPosition() > durable) {
                settle(segment, segment.firstDoubtful(durable));
            }
        }
        if (known == null) {
            // without an anchor it is not known whether the names are durable
            directory.syncDirectory("");
        }
    }

    /**
     * Checks and replays what another process may be appending to. Writes nothing.
     *
     * @throws java.nio.file.NoSuchFileException if a segment was released meanwhile: it may have been used again while it
     *     was read, and only its name tells, which goes before its content does
     */
    void read(LogReplay replay) throws IOException {
        checkAndReplay(replay);
        for (OldSegment segment : segments) {
            readHeader(segment.header().number());
        }
    }

    private void checkAndReplay(LogReplay replay) throws IOException {
        List<SegmentHeader> headers = known == null ? unknownChain() : knownChain(known);
        checkOrder(headers);
        for (int i = 0; i < headers.size(); i++) {
            SegmentHeader header = headers.get(i);
            List<SegmentHeader> later = headers.subList(i + 1, headers.size());
            boolean vouchedFor = !later.isEmpty() && later.getFirst().vouchesForPredecessor();
            long limit = vouchedFor ? later.getFirst().predecessorEnd() : -1;
            OldSegment segment;
            try (SegmentScanner scanner = scanner(header)) {
                segment = scanner.summarise(limit, flushed::note);
                segments.add(segment);
                if (!segment.isEndKnown()) {
                    leaveOut(later, segment, scanner);
                }
            }
            replayedBytes += segment.end();
            if (!segment.isEndKnown()) {
                break;
            }
        }
        checkEnd();
        visitNeeded((bytes, at) -> deliver(bytes, at, replay));
    }

    /**
     * Leaves out the segments behind one that ends without the mark of a rotation: they have no records, or the end was torn in
     * a power cut, which took what was not synced.
     */
    private void leaveOut(List<SegmentHeader> later, OldSegment last, SegmentScanner scannerOfLast) throws IOException {
        for (SegmentHeader header : later) {
            try (SegmentScanner scanner = scanner(header)) {
                if (scanner.durable() > last.endPosition()) {
                    throw scannerOfLast.knownDurable(last.end());
                }
            }
            strays.add(SegmentFiles.name(header.number()));
        }
    }

    private SegmentScanner scanner(SegmentHeader header) throws IOException {
        return new SegmentScanner(directory, SegmentFiles.name(header.number()), header);
    }

    /** Visits the records that are not flushed, each once, in the order of appends. */
    void visitNeeded(SegmentScanner.Visitor visitor) throws IOException {
        delivered.clear();
        for (OldSegment segment : segments) {
            if (!segment.pins(flushed).isEmpty()) {
                visit(segment, (bytes, at) -> {
                    if (flushed.isNeeded(bytes, at) && isFirst(bytes, at)) {
                        visitor.record(bytes, at);
                    }
                });
            }
        }
    }

    /** Returns whether a record was not visited before: a crash may leave a record and its copy. */
    private boolean isFirst(byte[] bytes, int at) {
        long sequence = RecordFormat.sequence(bytes, at);
        Long before = delivered.put(RecordFormat.generation(bytes, at), sequence);
        if (before == null || before < sequence) {
            return true;
        }
        delivered.put(RecordFormat.generation(bytes, at), before);
        return false;
    }

    /**
     * Writes again what was read, which must not vanish while what comes after it stays. A sync alone proves
     * nothing after one that failed, whose pages the operating system takes for clean.
     */
    private void settle(OldSegment segment, long from) throws IOException {
        byte[] bytes = new byte[(int) Math.min(COPY_BYTES, segment.end() - from)];
        try (VfsFile file = directory.open(segment.name())) {
            for (long offset = from; offset < segment.end(); offset += bytes.length) {
                int length = (int) Math.min(bytes.length, segment.end() - offset);
                if (file.read(offset, bytes, 0, length) < length) {
                    throw new IOException("the log segment " + segment.name() + " could not be read again");
                }
                file.write(offset, bytes, 0, length);
            }
            file.sync();
        }
    }

    /** Returns the identity of the log; a new one if it had none. */
    LogIdentity identity() {
        return identity;
    }

    /** Returns the number of the first segment that names the identity. */
    long identifiedFrom() {
        return known == null ? lastNumber() + 1 : known.identifiedFrom();
    }

    /** Returns the greatest number that any file of the log has or had. */
    long lastNumber() {
        return Math.max(files.greatestNumber(), known == null ? 0 : known.nextNumber() - 1);
    }

    /** Returns the position after the last record. */
    long endPosition() {
        if (!segments.isEmpty()) {
            return segments.getLast().endPosition();
        }
        return known == null ? 1 : known.nextPosition();
    }

    /** Returns the segments of the earlier run, oldest first. */
    List<OldSegment> segments() {
        return segments;
    }

    /** Returns the files that look like segments and are not part of the log: obsolete once the anchor was written. */
    List<String> strays() {
        return strays;
    }

    /** Returns what is flushed of each tenant generation. */
    FlushedSequences flushed() {
        return flushed;
    }

    /** Returns whether there are records of generations that are forgotten. */
    boolean hasForgotten() {
        return segments.stream()
                .flatMap(segment -> segment.lastSequences().keySet().stream())
                .anyMatch(flushed::isForgotten);
    }

    /** Returns the bytes of the records that are not flushed. */
    long neededBytes() {
        return neededBytes;
    }

    /** Returns the figures of the replay. */
    SegmentedLogStatistics.Replayed replayed() {
        return new SegmentedLogStatistics.Replayed(replayedRecords, replayedBytes);
    }

    private List<SegmentHeader> knownChain(KnownChain chain) throws IOException {
        List<Long> found = files.list();
        List<SegmentHeader> headers = new ArrayList<>();
        for (long number : chain.segments()) {
            if (!found.contains(number)) {
                throw ChainDamage.missing(number, anchorFile);
            }
            SegmentHeader header = readHeader(number);
            if (!chain.owns(header)) {
                throw ChainDamage.foreign(header, chain.identityOf(number));
            }
            headers.add(header);
        }
        for (long number : found) {
            if (!chain.segments().contains(number)) {
                checkStray(number, chain);
                strays.add(SegmentFiles.name(number));
            }
        }
        return headers;
    }

    /** Checks a file that the anchor does not name: it has no records that count, unless the anchor is too old. */
    private void checkStray(long number, KnownChain chain) throws IOException {
        byte[] bytes = headerBytes(number);
        boolean understood = SegmentHeader.isUnderstood(SegmentHeader.version(bytes));
        SegmentHeader header = SegmentHeader.decode(bytes)
                .filter(intact -> intact.number() == number && understood)
                .orElse(SegmentHeader.assumed(chain.identityOf(number), number));
        boolean ours = chain.owns(header);
        if ((!ours || number >= chain.nextNumber()) && holdsRecords(header)) {
            throw ours ? ChainDamage.unknown(number, anchorFile) : ChainDamage.foreign(header, chain.identity());
        }
    }

    /** Returns the segments of a log that was written before logs had an anchor, or whose anchor was lost. */
    private List<SegmentHeader> unknownChain() throws IOException {
        List<SegmentHeader> headers = new ArrayList<>();
        for (long number : files.list()) {
            SegmentHeader header = readHeader(number);
            if (header.identity().equals(LogIdentity.NONE)) {
                headers.add(header);
            } else if (holdsRecords(header)) {
                throw ChainDamage.unknown(number, anchorFile);
            } else {
                // a first open that did not get further
                strays.add(SegmentFiles.name(number));
            }
        }
        removeSuperseded(headers);
        return headers;
    }

    private boolean holdsRecords(SegmentHeader header) throws IOException {
        try (SegmentScanner scanner = scanner(header)) {
            return scanner.visit(scanner.size(), (bytes, at) -> {}) > SegmentHeader.LENGTH;
        }
    }

    private static void checkOrder(List<SegmentHeader> headers) throws DamagedLogException {
        for (int i = 1; i < headers.size(); i++) {
            if (headers.get(i).predecessor() != headers.get(i - 1).number()) {
                throw ChainDamage.missing(headers.get(i).predecessor(), "");
            }
        }
    }

    /** Checks that a log which was closed in good order ends where it was closed. */
    private void checkEnd() throws DamagedLogException {
        if (known != null && known.closedAt() >= 0 && !segments.isEmpty()) {
            OldSegment last = segments.getLast();
            if (last.endPosition() != known.closedAt()) {
                throw ChainDamage.endsElsewhere(last, known.closedAt());
            }
        }
    }

    /** Removes the segments that their successor leaves out: they were abandoned when a failed log was restarted. */
    private void removeSuperseded(List<SegmentHeader> headers) {
        for (int i = headers.size() - 2; i >= 0; i--) {
            if (headers.get(i).number() > headers.get(i + 1).predecessor()) {
                strays.add(SegmentFiles.name(headers.remove(i).number()));
            }
        }
    }

    private SegmentHeader readHeader(long number) throws IOException {
        byte[] bytes = headerBytes(number);
        int version = SegmentHeader.version(bytes);
        Optional<SegmentHeader> header = SegmentHeader.decode(bytes);
        if (header.isPresent() && !SegmentHeader.isUnderstood(version)) {
            throw ChainDamage.newer(number, version);
        }
        return header.filter(intact -> intact.number() == number).orElseThrow(() -> ChainDamage.header(number));
    }

    private byte[] headerBytes(long number) throws IOException {
        byte[] bytes = new byte[SegmentHeader.LENGTH];
        try (VfsFile file = directory.openReadOnly(SegmentFiles.name(number))) {
            file.read(0, bytes, 0, bytes.length);
        }
        return bytes;
    }

    private void visit(OldSegment segment, SegmentScanner.Visitor visitor) throws IOException {
        try (SegmentScanner scanner = scanner(segment.header())) {
            scanner.visit(segment.end(), visitor);
        }
        replayedBytes += segment.end();
    }

    private void deliver(byte[] bytes, int at, LogReplay replay) throws IOException {
        int length = RecordFormat.length(bytes, at);
        replay.replay(
                RecordFormat.generation(bytes, at),
                RecordFormat.sequence(bytes, at),
                bytes,
                at + RecordFormat.HEADER_LENGTH,
                length);
        replayedRecords++;
        neededBytes += length;
    }
}
