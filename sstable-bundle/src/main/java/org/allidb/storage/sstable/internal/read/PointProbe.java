package org.allidb.storage.sstable.internal.read;

import java.util.Arrays;
import org.allidb.storage.sstable.internal.format.v2.PointBucket;

/** The buffers of one lookup by a point index: what it copies out of the mapping. Reusable; used by one thread at a time. */
final class PointProbe {

    /** Bytes of most entries before their values. */
    static final int USUAL_ENTRY = 64;
    /** Room behind what was copied: numbers are read in words. */
    private static final int SPARE = 2 * Long.BYTES;

    final byte[] bucket = new byte[PointBucket.BYTES];
    byte[] entry = new byte[USUAL_ENTRY + SPARE];

    PointProbe() {}

    /** Makes room for an entry before its value; keeps what was copied. */
    void reserve(int bytes) {
        if (entry.length < bytes + SPARE) {
            entry = Arrays.copyOf(entry, bytes + SPARE);
        }
    }
}
