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
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/** Reads what an earlier run left: first checks all of it, then replays what is not flushed. */
final class LogRecovery {

    private static final int COPY_BYTES = 1 << 20;

    private final SegmentFiles files;
    private final Vfs directory;
    private final Map<Long, Long> flushed = new HashMap<>();
    private final List<OldSegment> segments = new ArrayList<>();
    private final List<String> superseded = new ArrayList<>();
    private long replayedRecords;
    private long replayedBytes;

    LogRecovery(SegmentFiles files) {
        this.files = files;
        this.directory = files.directory();
    }

    /** Checks and replays. Nothing is changed on disk; the last segment is made durable. */
    void run(LogReplay replay) throws IOException {
        checkAndReplay(replay);
        if (!segments.isEmpty()) {
            settle(segments.getLast());
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
        List<SegmentHeader> headers = readHeaders();
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

    /** The segments of the earlier run, oldest first. */
    List<OldSegment> segments() {
        return segments;
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

    private List<SegmentHeader> readHeaders() throws IOException {
        List<SegmentHeader> headers = new ArrayList<>();
        for (long number : files.list()) {
            headers.add(readHeader(number));
        }
        removeSuperseded(headers);
        for (int i = 1; i < headers.size(); i++) {
            long expected = headers.get(i - 1).number();
            if (headers.get(i).predecessor() != expected) {
                throw new DamagedLogException(
                        SegmentFiles.name(headers.get(i).predecessor()),
                        0,
                        "the log segment " + SegmentFiles.name(headers.get(i).predecessor())
                                + " is missing; nothing was changed. Restore it from a backup, or salvage what is"
                                + " intact with 'allidb repair DIR INTO'");
            }
        }
        return headers;
    }

    /** A segment that a later one leaves out on purpose was given up when the log was restarted after a failure. */
    private void removeSuperseded(List<SegmentHeader> headers) {
        for (int i = headers.size() - 2; i >= 0; i--) {
            if (headers.get(i).number() > headers.get(i + 1).predecessor()) {
                superseded.add(SegmentFiles.name(headers.remove(i).number()));
            }
        }
    }

    /**
     * Makes the names durable that were found, before a file is used again that had another one, and deletes segments that
     * were given up.
     */
    void settleNames() throws IOException {
        directory.syncDirectory("");
        for (String name : superseded) {
            directory.delete(name);
        }
    }

    private SegmentHeader readHeader(long number) throws IOException {
        String name = SegmentFiles.name(number);
        byte[] bytes = new byte[SegmentHeader.LENGTH];
        try (VfsFile file = directory.openReadOnly(name)) {
            file.read(0, bytes, 0, bytes.length);
        }
        Optional<SegmentHeader> header = SegmentHeader.decode(bytes);
        int version = SegmentHeader.version(bytes);
        if (header.isPresent() && !SegmentHeader.isUnderstood(version)) {
            throw new DamagedLogException(
                    name,
                    8,
                    "the log segment " + name + " has format version " + version
                            + ", which this software does not understand; open it with the version that wrote it."
                            + " Nothing was changed");
        }
        return header.filter(intact -> intact.number() == number)
                .orElseThrow(() -> new DamagedLogException(
                        name,
                        0,
                        "the header of the log segment " + name + " is damaged; nothing was changed. Restore the segment"
                                + " from a backup, or salvage what is intact with 'allidb repair DIR INTO'"));
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
