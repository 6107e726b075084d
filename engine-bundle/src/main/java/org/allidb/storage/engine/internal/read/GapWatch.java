package org.allidb.storage.engine.internal.read;

import java.util.Arrays;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/**
 * A gap while a scan is in it. It reaches from a dead row that the scan has passed to the last one, as far as no row
 * was put there since. The scan records what it passes, without a lock; puts are recorded under the monitor of
 * {@link KnownGaps}.
 */
final class GapWatch {

    private final byte[] start;
    private final ScanDirection direction;
    private final long sequence;
    private final LookupKey last = new LookupKey();
    /** Of the rows that were put since, in the scan's direction, the first at or behind the start. */
    private byte @Nullable [] firstPut;

    /**
     * Creates a watch.
     *
     * @param start the key of a dead row
     * @param sequence what the scan reads at
     */
    GapWatch(byte[] start, ScanDirection direction, long sequence) {
        this.start = start;
        this.direction = direction;
        this.sequence = sequence;
        last.set(start, 0, start.length);
    }

    /** Records that the scan has come to another dead row, and to no other row before. */
    void passed(EntryRun run, int index) {
        last.set(run.keys(), run.keyOffset(index), run.keyLength(index));
    }

    /** Records a row that is being put. */
    void put(byte[] key, int offset, int length) {
        byte[] first = firstPut;
        if (isBefore(key, offset, length, start) || first != null && !isBefore(key, offset, length, first)) {
            return;
        }
        firstPut = Arrays.copyOfRange(key, offset, offset + length);
    }

    /** Records rows that are being put, or were, of which only the least and the greatest key are known. */
    void putBetween(LookupKey least, LookupKey greatest) {
        put(least.bytes(), 0, least.length());
        put(greatest.bytes(), 0, greatest.length());
        boolean beginsBefore = KeyOrder.compare(least.bytes(), 0, least.length(), start, 0, start.length) < 0;
        boolean endsBehind = KeyOrder.compare(greatest.bytes(), 0, greatest.length(), start, 0, start.length) > 0;
        if (beginsBefore && endsBehind) {
            put(start, 0, start.length);
        }
    }

    /** Returns what the scan reads at. */
    long sequence() {
        return sequence;
    }

    /**
     * Returns what is known now; may be empty.
     *
     * @param expiredBy by when all rows had expired that the scan has passed because they have
     */
    Gap gap(long expiredBy) {
        byte[] end = Arrays.copyOf(last.bytes(), last.length());
        boolean forward = direction == ScanDirection.FORWARD;
        Gap passed = forward
                ? new Gap(start, Gap.behind(end), sequence, expiredBy)
                : new Gap(end, Gap.behind(start), sequence, expiredBy);
        byte[] put = firstPut;
        if (put == null || !passed.contains(put, 0, put.length)) {
            return passed;
        }
        return forward ? passed.before(put) : passed.behindOnly(put);
    }

    /** Returns whether a key comes before another one in the scan's direction. */
    private boolean isBefore(byte[] key, int offset, int length, byte[] other) {
        int order = KeyOrder.compare(key, offset, length, other, 0, other.length);
        return direction == ScanDirection.FORWARD ? order < 0 : order > 0;
    }
}
