package org.allidb.storage.sstable.internal.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A builder of a {@link FuseFilter}. Places that only one key leads to are taken away with their key, until none is left; in the opposite
 * order each key then gets the byte that makes its fingerprint right. If that fails, another seed is tried. Used once.
 */
final class FuseBuilder {

    private static final int MOST_TRIES = 100;
    private static final long SEED_STEP = 0x9E3779B97F4A7C15L;
    private static final int KEY = 4;
    private static final int WHICH = 3;

    private final long[] hashes;
    private final FuseLayout layout;
    /** For each place, four times the number of keys that lead to it, and their numbers of the segment, combined. */
    private final byte[] counts;
    /** For each place, the mixed hashes of the keys that lead to it, combined. */
    private final long[] combined;

    private final int[] alone;
    private final long[] order;
    private final byte[] orderWhich;

    FuseBuilder(long[] keys, int count) {
        this.hashes = distinct(keys, count);
        this.layout = FuseLayout.of(count);
        this.counts = new byte[layout.fingerprints()];
        this.combined = new long[layout.fingerprints()];
        this.alone = new int[layout.fingerprints()];
        this.order = new long[hashes.length];
        this.orderWhich = new byte[hashes.length];
    }

    /**
     * Builds the filter.
     *
     * @throws IllegalStateException if no seed leads to one, which does not happen
     */
    byte[] build() {
        long seed = SEED_STEP;
        for (int tries = 0; tries < MOST_TRIES; tries++, seed += SEED_STEP) {
            if (add(seed) && peel()) {
                return assigned(seed);
            }
        }
        throw new IllegalStateException("no fuse filter was found for " + hashes.length + " keys");
    }

    private static long[] distinct(long[] keys, int count) {
        long[] sorted = Arrays.copyOf(keys, count);
        Arrays.sort(sorted);
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || sorted[i] != sorted[i - 1]) {
                sorted[kept++] = sorted[i];
            }
        }
        return kept == count ? sorted : Arrays.copyOf(sorted, kept);
    }

    /** Adds all keys; returns false if too many lead to one place. */
    private boolean add(long seed) {
        Arrays.fill(counts, (byte) 0);
        Arrays.fill(combined, 0);
        for (long hash : hashes) {
            long mixed = FuseLayout.mix(hash, seed);
            for (int which = 0; which < FuseLayout.SEGMENTS_OF_A_KEY; which++) {
                int place = layout.place(mixed, which);
                int count = (counts[place] & 0xFF) + KEY;
                if (count > 0xFF) {
                    return false;
                }
                counts[place] = (byte) (count ^ which);
                combined[place] ^= mixed;
            }
        }
        return true;
    }

    /** Takes the keys away in an order in which each is alone at one of its places; returns whether all were. */
    private boolean peel() {
        int waiting = 0;
        for (int place = 0; place < counts.length; place++) {
            alone[waiting] = place;
            waiting += isAlone(place) ? 1 : 0;
        }
        int taken = 0;
        while (waiting > 0) {
            int place = alone[--waiting];
            if (!isAlone(place)) {
                continue;
            }
            long mixed = combined[place];
            int which = counts[place] & WHICH;
            order[taken] = mixed;
            orderWhich[taken++] = (byte) which;
            for (int other = 0; other < FuseLayout.SEGMENTS_OF_A_KEY; other++) {
                int otherPlace = layout.place(mixed, other);
                counts[otherPlace] = (byte) ((counts[otherPlace] & 0xFF) - KEY ^ other);
                combined[otherPlace] ^= mixed;
                if (other != which && isAlone(otherPlace)) {
                    alone[waiting++] = otherPlace;
                }
            }
        }
        return taken == hashes.length;
    }

    private boolean isAlone(int place) {
        return (counts[place] & 0xFF) >>> 2 == 1;
    }

    private byte[] assigned(long seed) {
        byte[] bytes = new byte[FuseLayout.HEADER_BYTES + layout.fingerprints()];
        ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(seed)
                .putInt(layout.log())
                .putInt(layout.starts());
        for (int i = hashes.length - 1; i >= 0; i--) {
            long mixed = order[i];
            int which = orderWhich[i];
            int fingerprint = FuseLayout.fingerprint(mixed);
            for (int other = 0; other < FuseLayout.SEGMENTS_OF_A_KEY; other++) {
                fingerprint ^= other == which ? 0 : bytes[FuseLayout.HEADER_BYTES + layout.place(mixed, other)];
            }
            bytes[FuseLayout.HEADER_BYTES + layout.place(mixed, which)] = (byte) fingerprint;
        }
        return bytes;
    }
}
