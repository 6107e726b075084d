package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * A reader that finds out of which segments a log consists, by its anchor and by their headers. Reports segments that are
 * missing, damaged or another log's. Changes nothing.
 */
final class ChainSurveyor {

    private final Vfs directory;
    private final String path;
    private final long generation;
    private final LogAnchor anchor;
    private final LogSurvey survey;
    private final @Nullable KnownChain known;
    private final List<SurveyedSegment> segments = new ArrayList<>();

    ChainSurveyor(Vfs directory, String path, long generation, LogAnchor anchor, LogSurvey survey) {
        this.directory = directory;
        this.path = path;
        this.generation = generation;
        this.anchor = anchor;
        this.survey = survey;
        this.known = decode(path, generation, anchor, survey);
    }

    private static @Nullable KnownChain decode(String path, long generation, LogAnchor anchor, LogSurvey survey) {
        Optional<byte[]> content = anchor.content();
        if (content.isEmpty()) {
            return null;
        }
        try {
            return KnownChain.decode(content.get());
        } catch (DamagedLogException e) {
            survey.found(FileFinding.of(
                    Severity.UNCHECKED,
                    anchor.file(),
                    -1,
                    generation,
                    String.valueOf(e.getMessage()),
                    "whether segments of " + path + " are missing is not known"));
            return null;
        }
    }

    /** Returns what the anchor knows, or null if that is not known. */
    @Nullable
    KnownChain known() {
        return known;
    }

    /** Reads the headers of all segments; returns those that are the log's, oldest first. */
    List<SurveyedSegment> run() throws IOException {
        readHeaders();
        checkOrder();
        return segments;
    }

    private void readHeaders() throws IOException {
        Set<Long> numbers = new TreeSet<>();
        List<String> names = directory.kind("") == Vfs.FileKind.DIRECTORY ? directory.list("") : List.of();
        for (String name : names) {
            boolean ours = SegmentFiles.isOurs(name) && directory.kind(name) == Vfs.FileKind.FILE;
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
                        LogSurveyor.LOST));
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
                            : "it holds no intact record either: " + LogSurveyor.LOST));
        }
        segments.add(new SurveyedSegment(file, header.orElse(assumed), header.isPresent(), -1));
    }

    /** Returns whether a file is part of the log, or holds records that may be the log's; reports one that is neither. */
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
                        named
                                ? LogSurveyor.LOST
                                : "its records are not this log's; the platform does not open until it is moved"));
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
        try (SegmentScanner scanner = new SegmentScanner(directory, SegmentFiles.name(header.number()), header)) {
            return scanner.holdsRecords();
        }
    }

    private void checkOrder() {
        for (int i = 1; i < segments.size(); i++) {
            SurveyedSegment before = segments.get(i - 1);
            SegmentHeader header = segments.get(i).header();
            if (!segments.get(i).headerIntact()) {
                continue;
            }
            if (header.predecessor() == before.header().number()) {
                if (header.vouchesForPredecessor()) {
                    segments.set(i - 1, before.upTo(header.predecessorEnd()));
                }
            } else if (known == null) {
                survey.found(FileFinding.damage(
                        file(SegmentFiles.name(header.predecessor())),
                        -1,
                        "the log segment is missing",
                        LogSurveyor.LOST));
            }
        }
    }

    private InspectedFile file(String name) {
        return InspectedFile.of(directory, name, path + "/" + name, generation);
    }
}
