package org.allidb.storage.engine.internal.read;

import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.LookupKey;

/**
 * Between which keys the latest batches have put rows: where others write all the time, a scan is always older than the last
 * put. Kept for a while after a scan has asked, so that writers pay for it only where scans need it. Used under the tenant's
 * write lock.
 */
final class RecentPuts {

    /** The most batches. */
    static final int KEPT = 64;
    /** For so many batches after the last question. */
    private static final int KEPT_UP = 4_096;

    private static final Stretch[] NONE = {};

    /** What one batch has put. */
    private static final class Stretch {

        private final LookupKey least = new LookupKey();
        private final LookupKey greatest = new LookupKey();
        private long sequence;
    }

    private Stretch[] stretches = NONE;
    private long count;
    private int wanted;
    private long last;
    /** Nothing is known of puts up to here. */
    private long unknown;

    /** Records a batch that puts rows. */
    void add(EntryBatch batch) {
        last = batch.lastSequence();
        if (wanted == 0) {
            unknown = last;
            return;
        }
        wanted--;
        Stretch stretch = stretches[(int) (count++ % KEPT)];
        unknown = Math.max(unknown, stretch.sequence);
        stretch.sequence = last;
        stretch.least.setLength(0);
        stretch.greatest.setLength(0);
        EntryBatchReader entry = batch.reader();
        while (entry.next()) {
            if (entry.type() == EntryType.PUT) {
                widen(stretch, batch.bytes(), entry.keyOffset(), entry.keyLength());
            }
        }
    }

    /** Records that rows were put up to a sequence, and that it is not known where. */
    void forget(long sequence) {
        last = sequence;
        unknown = sequence;
    }

    /**
     * Records for a watch everything that was put after its sequence.
     *
     * @return false if that is not known
     */
    boolean tell(GapWatch watch) {
        if (last <= watch.sequence()) {
            return true;
        }
        if (stretches == NONE) {
            stretches = new Stretch[KEPT];
            for (int i = 0; i < KEPT; i++) {
                stretches[i] = new Stretch();
            }
        }
        wanted = KEPT_UP;
        if (unknown > watch.sequence()) {
            return false;
        }
        for (Stretch stretch : stretches) {
            if (stretch.sequence > watch.sequence() && stretch.least.length() > 0) {
                watch.putBetween(stretch.least, stretch.greatest);
            }
        }
        return true;
    }

    private static void widen(Stretch stretch, byte[] bytes, int offset, int length) {
        LookupKey least = stretch.least;
        if (least.length() == 0 || KeyOrder.compare(bytes, offset, length, least.bytes(), 0, least.length()) < 0) {
            least.set(bytes, offset, length);
        }
        LookupKey greatest = stretch.greatest;
        if (KeyOrder.compare(bytes, offset, length, greatest.bytes(), 0, greatest.length()) > 0) {
            greatest.set(bytes, offset, length);
        }
    }
}
