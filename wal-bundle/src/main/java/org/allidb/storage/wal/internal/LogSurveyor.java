package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.LogSurvey;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.format.LogIdentity;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

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
    private final LogAnchor anchor;
    private final LogSurvey survey;
    private @Nullable KnownChain known;
    private final List<SurveyedSegment> segments = new ArrayList<>();
    private final Map<Long, Long> flushed = new HashMap<>();
    private final Map<String, Long> ends = new HashMap<>();

    LogSurveyor(Vfs directory, String path, long owner, LogAnchor anchor, LogSurvey survey) {
        this.directory = directory;
        this.path = path;
        this.owner = owner;
        this.anchor = anchor;
        this.survey = survey;
    }

    void run() throws IOException {
        readAnchor();
        readHeaders();
        checkChain();
        for (SurveyedSegment segment : segments) {
            summarise(segment);
        }
        checkEnd();
        flushed.forEach(survey::flushed);
        for (SurveyedSegment segment : segments) {
            deliver(segment);
        }
    }

    private void readAnchor() {
        if (anchor.content().isPresent()) {
            try {
                known = KnownChain.decode(anchor.content().get());
            } catch (DamagedLogException e) {
                survey.found(FileFinding.of(
                        Severity.UNCHECKED,
                        anchor.file(),
                        -1,
                        owner,
                        String.valueOf(e.getMessage()),
                        "whether segments of " + path + " are missing is not known"));
            }
        }
    }

    private void readHeaders() throws IOException {
        Set<Long> numbers = new TreeSet<>();
        List<String> names = directory.kind("") == Vfs.FileKind.DIRECTORY ? directory.list("") : List.of();
        for (String name : names) {
            boolean ours = name.matches("\\d{16}\\.(wal|free|wal\\.new)") && directory.kind(name) == Vfs.FileKind.FILE;
            if (ours && name.endsWith(".wal")) {
                numbers.add(file(name).number());
            } else if (!ours) {
                survey.found(FileFinding.note(
                        file(name), -1, "this is no file of the log", "it is left alone; move it elsewhere"));
            }
        }
        for (long missing : known == null ? List.<Long>of() : known.segments()) {
            if (!numbers.contains(missing)) {
                survey.found(FileFinding.damage(
                        file(SegmentFiles.name(missing)),
                        -1,
                        "the log segment is missing, which " + anchor.file() + " names",
                        LOST));
            }
        }
        for (long number : numbers) {
            readHeader(file(SegmentFiles.name(number)));
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
        SegmentHeader assumed = SegmentHeader.assumed(
                known == null ? SegmentHeader.identityIn(bytes) : known.identityOf(file.number()), file.number());
        if (!belongs(file, header.orElse(assumed))) {
            return;
        }
        if (header.isEmpty()) {
            survey.found(FileFinding.damage(
                    file,
                    0,
                    "the header of the log segment is damaged",
                    holdsRecords(assumed)
                            ? "its records are intact, but the platform does not open"
                            : "it holds no intact record either: " + LOST));
        }
        segments.add(new SurveyedSegment(file, header.orElse(assumed), header.isPresent(), -1));
    }

    /** Whether a file is part of the log, or holds records that may be the log's; tells of one that should not be there. */
    private boolean belongs(InspectedFile file, SegmentHeader header) throws IOException {
        KnownChain chain = known;
        boolean named = chain != null && chain.segments().contains(file.number());
        if (chain != null && !chain.owns(header)) {
            if (named || holdsRecords(header)) {
                survey.found(FileFinding.damage(
                        file,
                        32,
                        "the log segment belongs to another log: its header names the log " + header.identity()
                                + ", this is the log " + chain.identityOf(file.number()),
                        named ? LOST : "its records are not this log's; the platform does not open until it is moved"));
            }
            return false;
        }
        boolean old = chain == null && header.identity().equals(LogIdentity.NONE);
        if (named || old) {
            return true;
        }
        boolean late = chain == null || file.number() >= chain.nextNumber();
        if (late && holdsRecords(header)) {
            survey.found(FileFinding.damage(
                    file,
                    -1,
                    "the log segment holds records, but " + anchor.file() + " does not know of it",
                    anchor.file() + " is older than the log; the platform does not open"));
            return true;
        }
        // released, or made just before a crash
        return false;
    }

    private boolean holdsRecords(SegmentHeader header) throws IOException {
        try (SegmentScanner scanner =
                new SegmentScanner(directory, SegmentFiles.name(header.number()), header)) {
            return scanner.holdsRecords();
        }
    }

    private void checkEnd() {
        KnownChain chain = known;
        if (chain == null || chain.closedAt() < 0 || segments.isEmpty()) {
            return;
        }
        SurveyedSegment last = segments.getLast();
        long end = ends.getOrDefault(last.file().name(), 0L);
        boolean newest = chain.segments().getLast() == last.file().number() && last.headerIntact();
        if (newest && last.position(end) != chain.closedAt()) {
            survey.found(FileFinding.damage(
                    last.file(),
                    end,
                    "the log segment ends at position " + last.position(end) + ", but the log was closed at position "
                            + chain.closedAt() + ": it is damaged, or an older copy",
                    LOST));
        }
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
            } else if (known == null) {
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
                        tail[0] = isZero(at, from, scanner) ? -1 : from;
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
        survey.found(FileFinding.of(
                Severity.DAMAGE,
                segment.file().path(),
                from,
                known ? RecordFormat.stream(bytes, at) : owner,
                what,
                LOST));
    }

    private static boolean isZero(int at, long from, SegmentScanner scanner) throws IOException {
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
                    Objects.requireNonNull(ends.get(segment.file().name())),
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
