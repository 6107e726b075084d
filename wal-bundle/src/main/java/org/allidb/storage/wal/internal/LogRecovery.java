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
 * Reads what an earlier run left: first checks that all segments are there which the anchor names, and that they are what
 * they should be, then replays what is not flushed.
 */
final class LogRecovery {

    private static final int COPY_BYTES = 1 << 20;

    private final SegmentFiles files;
    private final Vfs directory;
    private final @Nullable KnownChain known;
    private final LogIdentity identity;
    private final String anchorFile;
    private final Map<Long, Long> flushed = new HashMap<>();
    private final List<OldSegment> segments = new ArrayList<>();
    private final List<String> strays = new ArrayList<>();
    private long replayedRecords;
    private long replayedBytes;

    LogRecovery(SegmentFiles files, LogAnchor anchor) throws IOException {
        this.files = files;
        this.directory = files.directory();
        this.anchorFile = anchor.file();
        Optional<byte[]> content = anchor.content();
        this.known = content.isPresent() ? KnownChain.decode(content.get()) : null;
        this.identity = known == null ? LogIdentity.random() : known.identity();
    }

    /** Checks and replays. Nothing is changed on disk; the last segment is made durable. */
    void run(LogReplay replay) throws IOException {
        checkAndReplay(replay);
        if (!segments.isEmpty()) {
            settle(segments.getLast());
        }
        if (known == null) {
            // nothing tells that the names were made durable
            directory.syncDirectory("");
        }
    }

    /**
     * Checks and replays what another process may be appending to. Writes nothing.
     *
     * @throws java.nio.file.NoSuchFileException if a segment was released meanwhile: it may have been used again while it was
     *     read, and only its name tells, which goes before its content does
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
            boolean last = i + 1 == headers.size();
            long limit = last ? -1 : headers.get(i + 1).predecessorEnd();
            try (SegmentScanner scanner =
                    new SegmentScanner(directory, SegmentFiles.name(header.number()), header)) {
                segments.add(scanner.summarise(limit, this::noteMarks));
            }
            replayedBytes += segments.getLast().end();
        }
        checkEnd();
        for (OldSegment segment : segments) {
            if (!segment.pins(flushed).isEmpty()) {
                visit(segment, (bytes, at) -> deliver(bytes, at, replay));
            }
        }
    }

    /**
     * What was read must not vanish while what comes after it stays. It is written once more, because a sync alone proves
     * nothing after one that failed, whose pages the operating system takes for clean.
     */
    private void settle(OldSegment last) throws IOException {
        byte[] bytes = new byte[(int) Math.min(COPY_BYTES, last.end() - last.synced())];
        try (VfsFile file = directory.open(last.name())) {
            for (long offset = last.synced(); offset < last.end(); offset += bytes.length) {
                int length = (int) Math.min(bytes.length, last.end() - offset);
                if (file.read(offset, bytes, 0, length) < length) {
                    throw new IOException("the log segment " + last.name() + " could not be read again");
                }
                file.write(offset, bytes, 0, length);
            }
            file.sync();
        }
    }

    /** The identity of the log; a new one if it had none. */
    LogIdentity identity() {
        return identity;
    }

    /** Number of the first segment that names the identity. */
    long identifiedFrom() {
        return known == null ? lastNumber() + 1 : known.identifiedFrom();
    }

    /** The greatest number that any file of the log has or had. */
    long lastNumber() {
        return Math.max(files.greatestNumber(), known == null ? 0 : known.nextNumber() - 1);
    }

    /** Position after the last record. */
    long endPosition() {
        if (!segments.isEmpty()) {
            return segments.getLast().endPosition();
        }
        return known == null ? 1 : known.nextPosition();
    }

    /** The segments of the earlier run, oldest first. */
    List<OldSegment> segments() {
        return segments;
    }

    /** Files that look like segments and are not part of the log, to be removed once the anchor was written. */
    List<String> strays() {
        return strays;
    }

    /** What is flushed of each stream. */
    Map<Long, Long> flushed() {
        return flushed;
    }

    long replayedRecords() {
        return replayedRecords;
    }

    long replayedBytes() {
        return replayedBytes;
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

    /** A file that the anchor does not name holds nothing that counts, unless the anchor is older than it, or another's. */
    private void checkStray(long number, KnownChain chain) throws IOException {
        byte[] bytes = headerBytes(number);
        SegmentHeader header = SegmentHeader.decode(bytes)
                .filter(intact -> intact.number() == number && SegmentHeader.isUnderstood(intact.version()))
                .orElse(SegmentHeader.assumed(chain.identityOf(number), number));
        boolean ours = chain.owns(header);
        if ((!ours || number >= chain.nextNumber()) && holdsRecords(header)) {
            throw ours ? ChainDamage.unknown(number, anchorFile) : ChainDamage.foreign(header, chain.identity());
        }
    }

    /** The segments of a log that was written before logs had an anchor, or of one whose anchor was lost. */
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
        try (SegmentScanner scanner =
                new SegmentScanner(directory, SegmentFiles.name(header.number()), header)) {
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

    /** A log that was closed in good order ends where it was closed. */
    private void checkEnd() throws DamagedLogException {
        if (known != null && known.closedAt() >= 0 && !segments.isEmpty()) {
            OldSegment last = segments.getLast();
            if (last.endPosition() != known.closedAt()) {
                throw ChainDamage.endsElsewhere(last, known.closedAt());
            }
        }
    }

    /** A segment that a later one leaves out on purpose was given up when the log was restarted after a failure. */
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
        try (SegmentScanner scanner = new SegmentScanner(directory, segment.name(), segment.header())) {
            scanner.visit(segment.end(), visitor);
        }
        replayedBytes += segment.end();
    }

    private void noteMarks(byte[] bytes, int at) {
        byte type = RecordFormat.type(bytes, at);
        if (type == RecordFormat.FLUSHED) {
            flushed.merge(RecordFormat.stream(bytes, at), RecordFormat.sequence(bytes, at), Math::max);
        } else if (type == RecordFormat.FORGOTTEN) {
            flushed.put(RecordFormat.stream(bytes, at), Long.MAX_VALUE);
        }
    }

    private void deliver(byte[] bytes, int at, LogReplay replay) throws IOException {
        long stream = RecordFormat.stream(bytes, at);
        long sequence = RecordFormat.sequence(bytes, at);
        if (RecordFormat.type(bytes, at) == RecordFormat.DATA && sequence > flushed.getOrDefault(stream, 0L)) {
            replay.replay(
                    stream, sequence, bytes, at + RecordFormat.HEADER_LENGTH, RecordFormat.length(bytes, at));
            replayedRecords++;
        }
    }
}
