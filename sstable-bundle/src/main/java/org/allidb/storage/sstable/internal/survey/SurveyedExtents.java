package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.BitSet;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.sstable.internal.format.common.ValueExtents;
import org.allidb.storage.sstable.internal.read.LargeValues;
import org.allidb.storage.sstable.internal.read.TableBytes;
import org.jspecify.annotations.Nullable;

/** The large values of a table that is surveyed: every extent was read once. */
final class SurveyedExtents {

    private final TableSurvey survey;
    private final @Nullable ValueExtents extents;
    private final @Nullable LargeValues values;
    private final BitSet damaged = new BitSet();
    private final long[] lostValues;
    private long lostElsewhere;

    SurveyedExtents(TableBytes bytes, TableSurvey survey, InspectionSink sink) throws IOException {
        this.survey = survey;
        ValueExtents list = survey.extents();
        this.extents = list;
        this.values = list == null ? null : new LargeValues(bytes, survey.identity(), list);
        this.lostValues = new long[list == null ? 0 : list.count()];
        if (values != null && list != null) {
            for (int i = 0; i < list.count(); i++) {
                sink.read(survey.file().path(), list.lengths()[i]);
                try {
                    values.load(i);
                } catch (IOException e) {
                    damaged.set(i);
                }
            }
        }
    }

    /** Notes that a row has its value at a place; returns whether the value is intact. */
    boolean use(int extent, int offset, int length) {
        boolean known = extents != null
                && extent >= 0
                && extent < extents.count()
                && offset >= 0
                && length <= extents.lengths()[extent] - offset;
        if (known && !damaged.get(extent)) {
            return true;
        }
        if (known) {
            lostValues[extent]++;
        } else {
            lostElsewhere++;
        }
        return false;
    }

    /** Returns a copy of a value, or null if it is lost. */
    byte @Nullable [] value(int extent, int offset, int length) throws IOException {
        LargeValues intact = values;
        if (intact == null || damaged.get(Math.max(0, extent))) {
            return null;
        }
        try {
            return intact.copy(extent, offset, length);
        } catch (DamagedTableException e) {
            return null;
        }
    }

    /** Reports the damaged extents, after all rows were seen. */
    void report() {
        ValueExtents list = extents;
        if (list != null) {
            damaged.stream()
                    .forEach(i -> survey.damaged(
                            list.offsets()[i],
                            "a stretch of " + list.lengths()[i] + " bytes of large values is damaged",
                            lostValues[i] + " rows have lost their value, and reads that meet them fail; the other rows"
                                    + " can be read"));
        }
        if (lostElsewhere > 0) {
            survey.damaged(
                    -1,
                    lostElsewhere + " large values are not found",
                    "these rows have lost their value; the other rows can be read");
        }
    }

    /** Returns where the extents end: a block may begin there. */
    long[] ends() {
        ValueExtents list = extents;
        if (list == null) {
            return new long[0];
        }
        long[] ends = new long[list.count()];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = list.offsets()[i] + list.lengths()[i];
        }
        return ends;
    }

    /**
     * Returns whether there are only extents and padding between two offsets.
     *
     * @param slack the most padding at the end
     */
    boolean fills(long from, long to, long slack) {
        ValueExtents list = extents;
        long at = from;
        for (int i = 0; list != null && i < list.count(); i++) {
            long offset = list.offsets()[i];
            if (offset >= at && offset - at < ValueExtents.ALIGNMENT && offset < to) {
                at = offset + list.lengths()[i];
            }
        }
        return at <= to && to - at <= slack;
    }
}
