package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.kernel.text.EntryText;
import org.allidb.storage.kernel.text.PrintableBytes;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.EntryBlock;
import org.allidb.storage.sstable.internal.format.common.ValueExtents;

/** A printer of a table, in lines that a person reads. */
final class TableDump implements InspectionSink {

    private static final int KEY_LIMIT = 40;

    private final InspectedFile file;
    private final boolean entries;
    private final Consumer<String> lines;
    private final List<FileFinding> findings = new ArrayList<>();

    TableDump(InspectedFile file, boolean entries, Consumer<String> lines) {
        this.file = file;
        this.entries = entries;
        this.lines = lines;
    }

    @Override
    public void found(FileFinding finding) {
        findings.add(finding);
    }

    @Override
    public void read(String path, long bytes) {
        // a dump shows no progress
    }

    SurveyedTable print(SurveyedTable table, TableSurvey survey) throws IOException {
        lines.accept("table " + file.path() + ", " + file.files().size(file.name()) + " bytes");
        lines.accept("header       checksum " + (survey.isHeaderIntact() ? "ok" : "BAD") + ", format "
                + survey.version() + ", generation "
                + survey.identity().generation() + ", table "
                + survey.identity().tableId());
        table.properties().ifPresentOrElse(this::properties, () -> lines.accept("properties   BAD"));
        lines.accept("index        " + (table.blocks() == 0 ? "" : table.blocks() + " blocks, ")
                + state(survey.index() != null || table.blocks() == 0));
        lines.accept("filter       " + survey.filter().text(state(table.blocks() == 0)));
        points(survey);
        survey.dictionary().text().ifPresent(text -> lines.accept("dictionary   " + text));
        lines.accept("footer       checksum " + state(survey.footer() != null));
        tombstones(survey);
        extents(survey);
        for (int i = 0; i < table.blocks(); i++) {
            block(table, i);
        }
        for (FileFinding finding : findings) {
            lines.accept("DAMAGE       " + (finding.offset() < 0 ? "" : "at byte " + finding.offset() + ": ")
                    + finding.what());
        }
        return table;
    }

    private void points(TableSurvey survey) {
        SurveyedPoints points = survey.points();
        if (points != null && points.isKnown()) {
            lines.accept("points       "
                    + (points.length() == 0 ? "none" : points.length() + " bytes, " + state(points.isIntact())));
        }
    }

    private void properties(TableProperties said) {
        lines.accept("properties   codec " + said.codec() + ", " + said.entries() + " entries, " + said.tombstones()
                + " tombstones, " + said.rangeTombstones() + " range tombstones");
        lines.accept("             " + said.keyBytes() + " bytes of keys, " + said.valueBytes() + " of values");
        lines.accept("             sequences " + said.minSequence() + " to " + said.maxSequence());
        lines.accept("             timestamps " + said.minTimestamp() + " to " + said.maxTimestamp());
        lines.accept("             expiries " + said.minExpiryMillis() + " to " + said.maxExpiryMillis() + ", half by "
                + said.halfExpiredMillis() + ", created "
                + said.createdMillis());
        if (!said.keySketch().isEmpty()) {
            lines.accept("             key sketch of " + said.keySketch());
        }
        if (entries) {
            lines.accept("             keys " + key(said.minKey()) + " to " + key(said.maxKey()));
        }
    }

    private void tombstones(TableSurvey survey) {
        List<RangeTombstone> tombstones = survey.rangeTombstones().tombstones();
        lines.accept("tombstones   " + (survey.tombstonesLost() ? "BAD" : tombstones.size() + " of ranges, ok"));
        if (entries) {
            tombstones.forEach(tombstone -> lines.accept("             " + EntryText.of(tombstone)));
        }
    }

    private void extents(TableSurvey survey) {
        ValueExtents extents = survey.extents();
        lines.accept("extents      " + (extents == null ? "BAD" : extents.count() + ", list ok"));
        for (int i = 0; extents != null && i < extents.count(); i++) {
            long offset = extents.offsets()[i];
            boolean bad = findings.stream().anyMatch(finding -> finding.offset() == offset);
            lines.accept(String.format(
                    "%-12d extent %d, %d bytes, checksum %s", offset, i, extents.lengths()[i], state(!bad)));
        }
    }

    private void block(SurveyedTable table, int i) throws IOException {
        BlockHandle handle = table.place(i);
        String head = String.format("%-12d block %d, %d bytes", handle.offset(), i + 1, handle.length());
        if (table.isDamaged(i)) {
            lines.accept(head + ", BAD");
            return;
        }
        try {
            EntryBlock block = table.load(i);
            lines.accept(head + ", " + block.count() + " entries, checksum ok");
            EntryRun run = new EntryRun();
            for (int e = 0; entries && e < block.count(); e++) {
                run.clear();
                lines.accept("             "
                        + (table.addTo(run, block, e) ? EntryText.of(run, 0) : "an entry whose value is lost"));
            }
        } catch (ComponentMissingException e) {
            lines.accept(head + ", not decoded: " + e.getMessage());
        }
    }

    private static String key(byte[] key) {
        return PrintableBytes.escape(key, 0, key.length, KEY_LIMIT);
    }

    private static String state(boolean intact) {
        return intact ? "ok" : "BAD";
    }
}
