package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;

/**
 * A memtable or a table of which a sample is taken, in the parts into which its dividers divide it.
 *
 * @param entries how many entries it has
 * @param dividers the beginnings of its parts but the first
 * @param first its first part with keys of the range that is asked for
 * @param parts how many parts have such keys
 * @param opening opens a cursor over its entries
 */
record SampledSource(long entries, List<byte[]> dividers, int first, int parts, Opening opening) {

    private static final byte[] NONE = {};

    /** Opens cursors. */
    @FunctionalInterface
    interface Opening {

        /** Opens a cursor that shows entries up to a sequence. */
        RunCursor cursor(long maxSequence) throws IOException;
    }

    /** Returns the sources that have entries in a range. */
    static List<SampledSource> of(ReadState state, ScanBounds bounds) throws IOException {
        List<SampledSource> sources = new ArrayList<>();
        for (Memtable memtable : state.memtables()) {
            long entries = memtable.statistics().entries();
            if (entries > 0) {
                sources.add(of(entries, memtable.dividers(), bounds, memtable::entries));
            }
        }
        for (TableHandle table : state.version().overlapping(bounds.from(), bounds.to())) {
            long entries = table.properties().entries();
            if (entries > 0) {
                TableReader reader = table.reader();
                sources.add(of(
                        entries,
                        reader.dividers(),
                        bounds,
                        maxSequence -> reader.cursor(ScanDirection.FORWARD, maxSequence, ReadPurpose.USER)));
            }
        }
        return sources;
    }

    private static SampledSource of(long entries, List<byte[]> dividers, ScanBounds bounds, Opening opening) {
        int first = upTo(dividers, bounds.from(), true);
        int last = bounds.to().length == 0 ? dividers.size() : upTo(dividers, bounds.to(), false);
        return new SampledSource(entries, dividers, first, last - first + 1, opening);
    }

    /** Returns how many dividers are less than a key, or not greater. */
    private static int upTo(List<byte[]> dividers, byte[] key, boolean inclusive) {
        int low = 0;
        int high = dividers.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = KeyOrder.compare(dividers.get(middle), key);
            if (order < 0 || inclusive && order == 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns how many entries a part has on average. */
    double perPart() {
        return (double) entries / (dividers.size() + 1);
    }

    /** Returns how many entries are in the range, on average. */
    double inRange() {
        return perPart() * parts;
    }

    /** Returns the first key of a part; empty for no bound. */
    byte[] start(int part) {
        return part == 0 ? NONE : dividers.get(part - 1);
    }

    /** Returns the first key behind a part; empty for no bound. */
    byte[] end(int part) {
        return part == dividers.size() ? NONE : dividers.get(part);
    }
}
