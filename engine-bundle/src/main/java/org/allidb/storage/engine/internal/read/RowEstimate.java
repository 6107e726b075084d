package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.kernel.merge.EntryRunPool;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;

/**
 * Estimates how many rows a scan would find, from a systematic sample of the parts of memtables and tables.
 *
 * <p>Of each sampled part it counts the entries, and those of them that a scan would show: the newest version of a row, if that is
 * alive. The parts have a chance by the entries that they have on average; from the counts comes the ratio of rows to entries (a ratio
 * estimator over clusters, Cochran, <i>Sampling Techniques</i>, 1977, chapters 8 and 9A). So everything that a scan leaves out is
 * left out, without an assumption on how versions and deletions are spread, and neighbours in the order of keys that
 * share a fate do no harm. Used by one thread, while the sources are retained.
 */
final class RowEstimate {

    /** As long as there are no more entries, counting is cheap enough. */
    static final long MOST_COUNTED = 1 << 14;

    private static final int SAMPLED_ENTRIES = 1 << 12;
    private static final int LEAST_SAMPLES = 128;
    private static final int MOST_SAMPLES = 256;
    /** So many entries of a part are looked up: more parts say more than more neighbours. */
    private static final int LOOKED_UP = 32;
    /** A part with more entries is one of a memtable, whose parts are about as large as each other. */
    private static final long MOST_COUNTED_OF_PART = 1 << 9;

    private final ReadContext context;
    private final ReadState state;
    private final ScanContext asked;
    private final List<SampledSource> sources;
    private final double entriesInRange;
    private final LookupKey key = new LookupKey();
    private final Lookup newest = new Lookup();
    private double rows;
    private double entries;

    RowEstimate(ReadContext context, ReadState state, ScanContext asked) throws IOException {
        this.context = context;
        this.state = state;
        this.asked = asked;
        this.sources = SampledSource.of(state, asked.bounds());
        this.entriesInRange =
                sources.stream().mapToDouble(SampledSource::inRange).sum();
    }

    /** Returns whether there are so few entries that counting rows is cheap enough. */
    boolean isCountable() {
        return entriesInRange <= MOST_COUNTED;
    }

    /** Takes the sample and returns about as many rows as there are. */
    long estimate() throws IOException {
        double fromPart = sources.stream()
                        .mapToDouble(source -> source.inRange() * Math.min(LOOKED_UP, source.perPart()))
                        .sum()
                / entriesInRange;
        int samples = Math.clamp((long) (SAMPLED_ENTRIES / fromPart), LEAST_SAMPLES, MOST_SAMPLES);
        double stride = entriesInRange / samples;
        double passed = 0;
        int sample = 0;
        for (SampledSource source : sources) {
            passed += source.inRange();
            for (; (sample + 0.5) * stride < passed; sample++) {
                double left = (passed - (sample + 0.5) * stride) / source.perPart();
                int part = source.first() + Math.max(0, source.parts() - 1 - (int) left);
                sample(source, part);
            }
        }
        ScanBounds bounds = asked.bounds();
        boolean all = bounds.isAll();
        if (!all) {
            // how many entries a range has is estimated too
            return Math.round(stride * rows);
        }
        long exact = sources.stream().mapToLong(SampledSource::entries).sum();
        return entries == 0 ? 0 : Math.round(exact * (rows / entries));
    }

    /** Counts the entries of a part and the rows among them, each as a share of the average part. */
    private void sample(SampledSource source, int part) throws IOException {
        ScanBounds within = asked.bounds().within(source.start(part), source.end(part));
        EntryRun own = EntryRunPool.take();
        try (RunCursor cursor = source.opening().cursor(asked.sequence())) {
            if (within.from().length > 0) {
                cursor.seek(within.from(), 0, within.from().length);
            }
            double perPart = source.perPart();
            int most = Math.clamp((long) (2 * perPart + 4), 1, LOOKED_UP);
            int seen = fill(cursor, own, most, within);
            if (seen == 0) {
                return;
            }
            double count = seen < most ? seen : seen + countRest(cursor, within, perPart);
            double found = rowsAmong(own, seen);
            rows += found / seen * count / perPart;
            entries += count / perPart;
        } finally {
            EntryRunPool.give(own);
        }
    }

    /** Returns how many entries follow in a part, about. */
    private double countRest(RunCursor cursor, ScanBounds within, double perPart) throws IOException {
        EntryRun rest = EntryRunPool.take();
        try {
            long count = 0;
            int more;
            do {
                more = fill(cursor, rest, EntryRun.CAPACITY, within);
                count += more;
            } while (more > 0 && more == rest.size() && count < MOST_COUNTED_OF_PART);
            return count < MOST_COUNTED_OF_PART ? count : Math.max((double) count, perPart);
        } finally {
            EntryRunPool.give(rest);
        }
    }

    /** Fills a run; returns how many of its entries are within bounds. */
    private int fill(RunCursor cursor, EntryRun run, int limit, ScanBounds within) throws IOException {
        int filled = cursor.fill(run, limit);
        context.scanned(run, filled);
        int inside = filled;
        while (inside > 0 && within.isPast(run, inside - 1, ScanDirection.FORWARD)) {
            inside--;
        }
        return inside;
    }

    /** Returns how many of the first entries of a run a scan would show. */
    private int rowsAmong(EntryRun own, int count) throws IOException {
        int found = 0;
        for (int i = 0; i < count; i++) {
            // of several versions in one source the first is the newest
            boolean isFirst = i == 0 || own.compareKeys(i, own, i - 1) != 0;
            if (isFirst && asked.bounds().kinds().contains(own, i)) {
                key.set(own.keys(), own.keyOffset(i), own.keyLength(i));
                state.find(key, asked.sequence(), newest);
                found += newest.isLive(asked.nowMillis()) && newest.sequence() == own.sequence(i) ? 1 : 0;
            }
        }
        newest.reset();
        return found;
    }
}
