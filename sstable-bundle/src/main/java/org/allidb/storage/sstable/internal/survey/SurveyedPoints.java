package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;
import org.allidb.storage.sstable.internal.read.BlockLoader;
import org.allidb.storage.sstable.internal.read.PointIndex;
import org.allidb.storage.sstable.internal.read.TableBytes;
import org.jspecify.annotations.Nullable;

/** The point index of a table that is surveyed, and the size of its pages, by an intact footer. */
final class SurveyedPoints {

    private final InspectedFile file;
    private final TableBytes bytes;
    private final boolean inside;
    private final @Nullable PageFields fields;
    private @Nullable PointIndex intact;

    SurveyedPoints(InspectedFile file, TableBytes bytes, @Nullable PageFields fields) {
        this.file = file;
        this.bytes = bytes;
        this.fields = fields;
        this.inside = fields == null || fields.isWithin(bytes.size());
    }

    /** Returns whether the table may have a point index: its version does. */
    boolean isKnown() {
        return fields != null;
    }

    /** Returns where the index starts; far behind all data if there is none. */
    long start() {
        PageFields known = fields;
        return known == null || !inside || known.pointIndex().length() == 0
                ? Long.MAX_VALUE
                : known.pointIndex().offset();
    }

    /** Returns the bytes of a page; 1 if blocks lie one behind the other. */
    long pageBytes() {
        PageFields known = fields;
        return known == null || !inside ? 1 : 1L << known.pageShift();
    }

    /** Returns the bytes of the index. */
    int length() {
        PageFields known = fields;
        return known == null ? 0 : known.pointIndex().length();
    }

    /** Returns whether all of its pages are intact. */
    boolean isIntact() {
        return intact != null || inside && length() == 0;
    }

    /** Reads all pages, and reports those that are damaged. */
    void read(BlockLoader loader, InspectionSink sink) throws IOException {
        PageFields known = fields;
        if (known == null || inside && length() == 0) {
            return;
        }
        if (!inside) {
            sink.found(FileFinding.damage(
                    file,
                    -1,
                    "the footer of the table does not fit its point index",
                    "the platform cannot open the table, and reads that need it fail; repair saves all rows"));
            return;
        }
        PointIndex index = new PointIndex(bytes, loader, known.pointIndex());
        boolean all = true;
        for (int page = 0; page < index.pages(); page++) {
            sink.read(file.path(), PointBucket.PAGE_BYTES);
            try {
                index.verify(page);
            } catch (DamagedTableException e) {
                all = false;
                sink.found(FileFinding.damage(
                        file,
                        e.offset(),
                        "page " + (page + 1) + " of " + index.pages() + " of the table's point index is damaged",
                        "all rows can be read, more slowly; repair writes the table again"));
            }
        }
        intact = all ? index : null;
    }

    /** Returns whether an intact index does not lead to a row that is there. */
    boolean deny(long hash, long place) throws IOException {
        PointIndex index = intact;
        return index != null && !index.leadsTo(hash, place);
    }
}
