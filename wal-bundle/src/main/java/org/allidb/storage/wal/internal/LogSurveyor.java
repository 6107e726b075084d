package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.LogSurvey;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * Reads a log as {@link LogRecovery} does, but goes on past damage, and changes nothing: what counts and what is a torn
 * tail is decided by the same rules.
 */
final class LogSurveyor {

    private static final String LOST = "the acknowledged writes of this stretch are lost: newer values are missing, and"
            + " what they deleted shows again; the platform does not open";

    private final Vfs directory;
    private final String path;
    private final long owner;
    private final LogSurvey survey;
    private final List<SurveyedSegment> segments = new ArrayList<>();
    private final Map<Long, Long> flushed = new HashMap<>();
    private final Map<String, Long> ends = new HashMap<>();

    LogSurveyor(Vfs directory, String path, long owner, LogSurvey survey) {
        this.directory = directory;
        this.path = path;
        this.owner = owner;
        this.survey = survey;
    }

    int run() throws IOException {
        readHeaders();
        checkChain();
        for (SurveyedSegment segment : segments) {
            summarise(segment);
        }
        flushed.forEach(survey::flushed);
        for (SurveyedSegment segment : segments) {
            deliver(segment);
        }
        return segments.size();
    }

    private void readHeaders() throws IOException {
        List<String> names = new ArrayList<>();
        for (String name : directory.list("")) {
            boolean ours = name.matches("\\d{16}\\.(wal|free|wal\\.new)") && directory.kind(name) == Vfs.FileKind.FILE;
            if (ours && name.endsWith(".wal")) {
                names.add(name);
            } else if (!ours) {
                survey.found(FileFinding.note(
                        file(name), -1, "this is no file of the log", "it is left alone; move it elsewhere"));
            }
        }
        for (String name : names) {
            readHeader(file(name));
        }
    }

    private void readHeader(InspectedFile file) throws IOException {
        byte[] bytes = new byte[SegmentHeader.LENGTH];
        try (VfsFile open = directory.openReadOnly(file.name())) {
            survey.read(file.path(), open.size());
            open.read(0, bytes, 0, bytes.length);
        }
        Optional<SegmentHeader> header = SegmentHeader.decode(bytes).filter(h -> h.number() == file.number());
        int version = SegmentHeader.version(bytes);
        if (header.isPresent() && !SegmentHeader.isUnderstood(version)) {
            survey.found(FileFinding.unchecked(
                    file,
                    8,
                    "the log segment has format version " + version + ", which this software does not understand",
                    "use the version of the software that wrote it"));
            return;
        }
        SegmentHeader assumed = SegmentHeader.assumed(file.number());
        if (header.isEmpty()) {
            boolean records;
            try (SegmentScanner scanner = new SegmentScanner(directory, file.name(), assumed)) {
                records = scanner.holdsRecords();
            }
            survey.found(FileFinding.damage(
                    file,
                    0,
                    "the header of the log segment is damaged",
                    records
                            ? "its records are intact, but the platform does not open"
                            : "it holds no intact record either: " + LOST));
        }
        segments.add(new SurveyedSegment(file, header.orElse(assumed), header.isPresent(), -1));
    }

    private void checkChain() {
        for (int i = 1; i < segments.size(); i++) {
            SurveyedSegment before = segments.get(i - 1);
            SegmentHeader header = segments.get(i).header();
            if (!segments.get(i).headerIntact()) {
                continue;
            }
            if (header.predecessor() == before.header().number()) {
                segments.set(i - 1, before.upTo(header.predecessorEnd()));
            } else {
                survey.found(FileFinding.damage(
                        file(SegmentFiles.name(header.predecessor())), -1, "the log segment is missing", LOST));
            }
        }
    }

    /** Finds the damage of a segment, its marks, and the offset up to which its records count. */
    private void summarise(SurveyedSegment segment) throws IOException {
        try (SegmentScanner scanner =
                new SegmentScanner(directory, segment.file().name(), segment.header())) {
            long vouched = segment.limit() >= 0 ? segment.limit() : durable(segment, scanner);
            long limit = segment.limit() >= 0 ? Math.min(scanner.size(), segment.limit()) : scanner.size();
            byte[] lastType = {0};
            long[] tail = {-1};
            long end = scanner.visitIntact(
                    limit,
                    (bytes, at) -> {
                        lastType[0] = RecordFormat.type(bytes, at);
                        noteMark(bytes, at);
                    },
                    (from, to, bytes, at) -> {
                        if (from < vouched) {
                            damaged(segment, from, to, bytes, at);
                            return true;
                        }
                        tail[0] = isZero(bytes, at, from, scanner) ? -1 : from;
                        return false;
                    });
            if (scanner.isCutOff()) {
                survey.found(FileFinding.damage(
                        segment.file(),
                        scanner.size(),
                        "the log segment is cut off; it was " + segment.header().fileBytes() + " bytes long",
                        LOST));
            } else if (end < vouched && vouched > scanner.size()) {
                survey.found(FileFinding.damage(
                        segment.file(),
                        scanner.size(),
                        "the log segment is cut off; it is known to have been durable up to byte " + vouched,
                        LOST));
            }
            if (tail[0] >= 0 && segment.limit() < 0 && lastType[0] != RecordFormat.CLOSED) {
                survey.found(FileFinding.note(
                        segment.file(),
                        tail[0],
                        "the log ends here, what follows is no record",
                        "it is a write that was cut short before it was acknowledged, or what a reused file held before;"
                                + " nothing is lost"));
            }
            ends.put(segment.file().name(), end);
        }
    }

    /** The offset up to which records of the last segment, or of one without successor, are known to be durable. */
    private static long durable(SurveyedSegment segment, SegmentScanner scanner) throws IOException {
        long[] durable = {0};
        byte[] lastType = {0};
        long end = scanner.visit(scanner.size(), (bytes, at) -> {
            lastType[0] = RecordFormat.type(bytes, at);
            durable[0] = Math.max(durable[0], RecordFormat.durable(bytes, at));
        });
        if (lastType[0] == RecordFormat.CLOSED) {
            return end;
        }
        long behind = scanner.durableBehind(end);
        if (segment.headerIntact()) {
            return segment.offset(Math.max(durable[0], behind));
        }
        // without the header positions say nothing: whatever is followed by an intact record counts
        return behind > 0 ? scanner.size() : end;
    }

    private void damaged(SurveyedSegment segment, long from, long to, byte[] bytes, int at) {
        boolean known = at >= 0;
        String what = known
                ? "the content of a log record is damaged (sequences up to " + RecordFormat.sequence(bytes, at) + ", "
                        + RecordFormat.length(bytes, at) + " bytes)"
                : "log records are damaged from here to byte " + to;
        survey.found(new FileFinding(
                Severity.DAMAGE,
                segment.file().path(),
                from,
                known ? RecordFormat.stream(bytes, at) : owner,
                what,
                LOST));
    }

    private static boolean isZero(byte[] bytes, int at, long from, SegmentScanner scanner) throws IOException {
        return at < 0 && scanner.isZeroAt(from);
    }

    private void noteMark(byte[] bytes, int at) {
        byte type = RecordFormat.type(bytes, at);
        if (type == RecordFormat.FLUSHED) {
            flushed.merge(RecordFormat.stream(bytes, at), RecordFormat.sequence(bytes, at), Math::max);
        } else if (type == RecordFormat.FORGOTTEN) {
            flushed.put(RecordFormat.stream(bytes, at), Long.MAX_VALUE);
        }
    }

    private void deliver(SurveyedSegment segment) throws IOException {
        try (SegmentScanner scanner =
                new SegmentScanner(directory, segment.file().name(), segment.header())) {
            scanner.visitIntact(
                    ends.get(segment.file().name()),
                    (bytes, at) -> {
                        long stream = RecordFormat.stream(bytes, at);
                        long sequence = RecordFormat.sequence(bytes, at);
                        if (RecordFormat.type(bytes, at) == RecordFormat.DATA
                                && sequence > flushed.getOrDefault(stream, 0L)) {
                            survey.record(
                                    segment.file().path(),
                                    stream,
                                    sequence,
                                    bytes,
                                    at + RecordFormat.HEADER_LENGTH,
                                    RecordFormat.length(bytes, at));
                        }
                    },
                    (from, to, bytes, at) -> true);
        }
    }

    private InspectedFile file(String name) {
        return InspectedFile.of(directory, name, path + "/" + name, owner);
    }
}
