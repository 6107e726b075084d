package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.allidb.storage.kernel.text.EntryText;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.LogInspector;
import org.allidb.storage.spi.inspect.LogSurvey;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/** An inspector that dumps log segments and surveys logs. */
public class SegmentInspector implements LogInspector {

    private static final String[] TYPES = {"?", "data", "flushed", "forgotten", "synced", "closed", "rotated"};

    /** Called by {@link java.util.ServiceLoader}. */
    public SegmentInspector() {}

    @Override
    public String name() {
        return SegmentedLogProvider.NAME;
    }

    @Override
    public boolean recognises(String name, byte[] head) {
        return SegmentHeader.hasMagic(head) || name.matches("\\d{16}\\.(wal|free)");
    }

    @Override
    public void survey(Vfs directory, String path, long owner, LogAnchor anchor, LogSurvey survey) throws IOException {
        new LogSurveyor(directory, path, owner, anchor, survey).run();
    }

    @Override
    public String describe(byte[] anchored) {
        try {
            return KnownChain.decode(anchored).text();
        } catch (DamagedLogException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Override
    public void dump(InspectedFile file, Codecs codecs, boolean entries, Consumer<String> lines) throws IOException {
        byte[] bytes = new byte[SegmentHeader.LENGTH];
        long size;
        try (VfsFile open = file.files().openReadOnly(file.name())) {
            size = open.size();
            open.read(0, bytes, 0, bytes.length);
        }
        lines.accept("log segment " + file.path() + ", " + size + " bytes");
        Optional<SegmentHeader> header = SegmentHeader.decode(bytes);
        lines.accept(header.map(
                        h -> "header  version " + SegmentHeader.version(bytes) + ", segment " + h.number() + " of log "
                                + h.identity() + "\n        first position " + h.startPosition()
                                + ", checksum ok\n        " + predecessor(h))
                .orElse("header  BAD; segment " + file.number() + " by its name"));
        SegmentHeader assumed = header.orElse(SegmentHeader.assumed(SegmentHeader.identityIn(bytes), file.number()));
        long[] counts = {0, 0};
        try (SegmentScanner scanner = new SegmentScanner(file.files(), file.name(), assumed)) {
            long end = scanner.visitIntact(
                    size,
                    (content, at) -> {
                        counts[0]++;
                        lines.accept(line(content, at, scanner.offset(at)) + ", checksums ok");
                        if (entries && RecordFormat.type(content, at) == RecordFormat.DATA) {
                            EntryText.ofBatch(
                                    content,
                                    at + RecordFormat.HEADER_LENGTH,
                                    RecordFormat.length(content, at),
                                    line -> lines.accept("          " + line));
                        }
                    },
                    (from, to, content, at) -> {
                        if (at >= 0) {
                            counts[1]++;
                            lines.accept(line(content, at, from) + ", content BAD");
                        } else if (to < size || !scanner.isZeroAt(from)) {
                            counts[1]++;
                            lines.accept(String.format("%-9d no intact record up to byte %d", from, to));
                        }
                        return true;
                    });
            lines.accept(counts[0] + " records intact, " + counts[1]
                    + " stretches damaged; the last record ends at byte " + end);
        }
    }

    private static String predecessor(SegmentHeader header) {
        if (header.predecessor() == 0) {
            return "after no other segment";
        }
        return "after segment " + header.predecessor() + ", which counts up to its "
                + (header.vouchesForPredecessor() ? "byte " + header.predecessorEnd() : "mark 'rotated'");
    }

    private static String line(byte[] bytes, int at, long offset) {
        return String.format(
                "%-9d %s, tenant generation %d, sequence %d, %d bytes, durable %d",
                offset,
                TYPES[RecordFormat.type(bytes, at)],
                RecordFormat.generation(bytes, at),
                RecordFormat.sequence(bytes, at),
                RecordFormat.length(bytes, at),
                RecordFormat.durable(bytes, at));
    }
}
