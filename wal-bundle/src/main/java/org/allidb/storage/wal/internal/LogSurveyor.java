package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.LogSurvey;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.format.RecordFormat;

/**
 * A reader that surveys a log. It decides by the rules of {@link LogRecovery} what counts and what is a torn tail, but
 * continues behind damage, and changes nothing.
 */
final class LogSurveyor {

    static final String LOST = "the acknowledged writes of this stretch are lost: newer values are missing, and"
            + " what they deleted shows again; the platform does not open";

    private final Vfs directory;
    private final long generation;
    private final LogSurvey survey;
    private final ChainSurveyor chain;
    private final FlushedSequences flushed = new FlushedSequences();
    private final Map<String, Long> ends = new HashMap<>();

    LogSurveyor(Vfs directory, String path, long generation, LogAnchor anchor, LogSurvey survey) {
        this.directory = directory;
        this.generation = generation;
        this.survey = survey;
        this.chain = new ChainSurveyor(directory, path, generation, anchor, survey);
    }

    void run() throws IOException {
        List<SurveyedSegment> found = chain.run();
        int count = 0;
        boolean continued = true;
        while (continued && count < found.size()) {
            SurveyedSegment segment = found.get(count++);
            continued = summarise(segment, found.subList(count, found.size()));
        }
        List<SurveyedSegment> segments = found.subList(0, count);
        checkEnd(segments);
        flushed.forEach(survey::flushed);
        for (SurveyedSegment segment : segments) {
            deliver(segment);
        }
    }

    private void checkEnd(List<SurveyedSegment> segments) {
        KnownChain known = chain.known();
        if (known == null || known.closedAt() < 0 || segments.isEmpty()) {
            return;
        }
        SurveyedSegment last = segments.getLast();
        long end = ends.getOrDefault(last.file().name(), 0L);
        boolean newest = known.segments().getLast() == last.file().number() && last.headerIntact();
        if (newest && last.position(end) != known.closedAt()) {
            survey.found(FileFinding.damage(
                    last.file(),
                    end,
                    "the log segment ends at position " + last.position(end) + ", but the log was closed at position "
                            + known.closedAt() + ": it is damaged, or an older copy",
                    LOST));
        }
    }

    /**
     * Reports the damage of a segment, notes its marks, and finds the offset up to which its records count.
     *
     * @return whether the segments behind it count
     */
    private boolean summarise(SurveyedSegment segment, List<SurveyedSegment> later) throws IOException {
        try (SegmentScanner scanner =
                new SegmentScanner(directory, segment.file().name(), segment.header())) {
            long vouched = segment.limit() >= 0 ? segment.limit() : durable(segment, scanner, later);
            long limit = segment.limit() >= 0 ? Math.min(scanner.size(), segment.limit()) : scanner.size();
            byte[] lastType = {0};
            long[] tail = {-1};
            long end = scanner.visitIntact(
                    limit,
                    (bytes, at) -> {
                        lastType[0] = RecordFormat.type(bytes, at);
                        flushed.note(bytes, at);
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
                        "it is a write that was cut short before it was acknowledged, or what a reused file held"
                                + " before; nothing is lost"));
            }
            ends.put(segment.file().name(), end);
            return segment.limit() >= 0 || lastType[0] == RecordFormat.ROTATED || end < vouched;
        }
    }

    /** Returns the offset up to which records of a segment that no other vouches for are known to be durable. */
    private long durable(SurveyedSegment segment, SegmentScanner scanner, List<SurveyedSegment> later)
            throws IOException {
        long[] durable = {0};
        byte[] lastType = {0};
        long end = scanner.visit(scanner.size(), (bytes, at) -> {
            lastType[0] = RecordFormat.type(bytes, at);
            durable[0] = Math.max(durable[0], RecordFormat.durable(bytes, at));
        });
        if (lastType[0] == RecordFormat.CLOSED || lastType[0] == RecordFormat.ROTATED) {
            return end;
        }
        long behind = scanner.durableBehind(end);
        for (SurveyedSegment each : later) {
            try (SegmentScanner behindIt =
                    new SegmentScanner(directory, each.file().name(), each.header())) {
                behind = Math.max(behind, behindIt.durable());
            }
        }
        if (segment.headerIntact()) {
            // the segments behind it know positions that are not in it
            return Math.min(
                    segment.offset(Math.max(durable[0], behind)),
                    segment.header().fileBytes());
        }
        // without the header positions mean nothing: what is followed by an intact record counts
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
                known ? RecordFormat.generation(bytes, at) : generation,
                what,
                LOST));
    }

    private static boolean isZero(int at, long from, SegmentScanner scanner) throws IOException {
        return at < 0 && scanner.isZeroAt(from);
    }

    private void deliver(SurveyedSegment segment) throws IOException {
        try (SegmentScanner scanner =
                new SegmentScanner(directory, segment.file().name(), segment.header())) {
            scanner.visitIntact(
                    ends.getOrDefault(segment.file().name(), 0L),
                    (bytes, at) -> {
                        if (flushed.isNeeded(bytes, at)) {
                            survey.record(
                                    segment.file().path(),
                                    RecordFormat.generation(bytes, at),
                                    RecordFormat.sequence(bytes, at),
                                    bytes,
                                    at + RecordFormat.HEADER_LENGTH,
                                    RecordFormat.length(bytes, at));
                        }
                    },
                    (from, to, bytes, at) -> true);
        }
    }
}
