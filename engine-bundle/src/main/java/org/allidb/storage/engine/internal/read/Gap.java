package org.allidb.storage.engine.internal.read;

import java.util.Arrays;
import org.allidb.storage.spi.entry.KeyOrder;

/**
 * A stretch of keys of which none has a row that lives, for reads at a sequence or after it.
 *
 * @param from first key, inclusive
 * @param to last key, exclusive
 * @param sequence reads at an older sequence may find rows
 * @param expiredBy so may reads at an earlier wall time, in milliseconds; 0 if none of the rows has merely expired
 */
record Gap(byte[] from, byte[] to, long sequence, long expiredBy) {

    /** Returns the key that comes first behind another. */
    static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    boolean contains(byte[] key, int offset, int length) {
        return KeyOrder.compare(from, 0, from.length, key, offset, length) <= 0
                && KeyOrder.compare(to, 0, to.length, key, offset, length) > 0;
    }

    boolean contains(Gap other) {
        return KeyOrder.compare(from, other.from) <= 0 && KeyOrder.compare(to, other.to) >= 0;
    }

    boolean touches(Gap other) {
        return KeyOrder.compare(from, other.to) <= 0 && KeyOrder.compare(other.from, to) <= 0;
    }

    /** Returns what this gap and one that touches it are together. */
    Gap with(Gap other) {
        return new Gap(
                KeyOrder.compare(from, other.from) <= 0 ? from : other.from,
                KeyOrder.compare(to, other.to) >= 0 ? to : other.to,
                Math.max(sequence, other.sequence),
                Math.max(expiredBy, other.expiredBy));
    }

    /** Returns what is before a key; empty if that is nothing. */
    Gap before(byte[] key) {
        return new Gap(from, key, sequence, expiredBy);
    }

    /** Returns what is behind a key; empty if that is nothing. */
    Gap behindOnly(byte[] key) {
        return new Gap(behind(key), to, sequence, expiredBy);
    }

    boolean isEmpty() {
        return KeyOrder.compare(from, to) >= 0;
    }
}
