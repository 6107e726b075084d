package org.allidb.storage.spi.sstable;

import java.util.Arrays;
import org.allidb.storage.spi.entry.KeyHash;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A sample of the keys of a table, from which a strategy estimates what tables have in common: the {@value #MAX_HASHES}
 * least {@link KeyHash}es of the keys. Every key is as likely to be in it as any other. A key that is in the samples
 * of two tables is in both tables, so tables without common keys are never taken for overlapping ones.
 *
 * <p>This is a bottom-k sketch, or sketch of the k minimum values (Bar-Yossef et al. 2002; Beyer et al. 2007). A share that is
 * estimated from it has a standard error of 3 % at most. Immutable, thread-safe.
 */
@ProviderType
public final class KeySketch {

    /** The most hashes in a sketch. */
    public static final int MAX_HASHES = 256;

    /** Of a table without row keys, and of one whose keys are not known because an older version wrote it. */
    public static final KeySketch EMPTY = new KeySketch(new long[0]);

    /** Ascending as unsigned numbers. */
    private final long[] hashes;

    private KeySketch(long[] hashes) {
        this.hashes = hashes;
    }

    /**
     * Makes a sketch of stored hashes.
     *
     * @param hashes at most {@value #MAX_HASHES}, ascending as unsigned numbers, each once
     * @return the sketch
     * @throws IllegalArgumentException if there are more, or if they are in another order
     */
    public static KeySketch of(long... hashes) {
        if (hashes.length > MAX_HASHES) {
            throw new IllegalArgumentException("a sketch has at most " + MAX_HASHES + " hashes, not " + hashes.length);
        }
        for (int i = 1; i < hashes.length; i++) {
            if (Long.compareUnsigned(hashes[i - 1], hashes[i]) >= 0) {
                throw new IllegalArgumentException("the hashes of a sketch must ascend");
            }
        }
        return hashes.length == 0 ? EMPTY : new KeySketch(hashes.clone());
    }

    /** {@return whether nothing is known of the keys} */
    public boolean isEmpty() {
        return hashes.length == 0;
    }

    /** {@return a copy of the hashes, ascending as unsigned numbers} */
    public long[] hashes() {
        return hashes.clone();
    }

    /**
     * Returns up to which hash this is all keys, and not a sample: each key whose hash is not greater is in the sketch.
     *
     * @return an unsigned number; the greatest if all keys are in the sketch
     */
    public long limit() {
        return hashes.length < MAX_HASHES ? -1 : hashes[MAX_HASHES - 1];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof KeySketch that && Arrays.equals(hashes, that.hashes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hashes);
    }

    @Override
    public String toString() {
        return hashes.length + " hashes";
    }

    /**
     * Makes a sketch of keys as they come. A key costs a comparison; few are kept, and fewer the more there were. Used by one
     * thread.
     */
    @ProviderType
    public static final class Builder {

        /** With the highest bit turned, so that signed numbers have the order of unsigned ones. */
        private final long[] kept = new long[2 * MAX_HASHES];

        private int count;
        private long limit = Long.MAX_VALUE;

        /** Creates a builder that has no key. */
        public Builder() {}

        /**
         * Adds a key; one that was added before changes nothing.
         *
         * @param hash its {@link KeyHash}
         */
        public void add(long hash) {
            long turned = hash ^ Long.MIN_VALUE;
            if (turned <= limit) {
                kept[count++] = turned;
                if (count == kept.length) {
                    shrink();
                }
            }
        }

        /**
         * Makes the sketch of the keys so far. More may be added afterwards.
         *
         * @return the sketch
         */
        public KeySketch build() {
            shrink();
            long[] hashes = new long[count];
            for (int i = 0; i < count; i++) {
                hashes[i] = kept[i] ^ Long.MIN_VALUE;
            }
            return of(hashes);
        }

        private void shrink() {
            Arrays.sort(kept, 0, count);
            int distinct = 0;
            for (int i = 0; i < count && distinct < MAX_HASHES; i++) {
                if (distinct == 0 || kept[i] != kept[distinct - 1]) {
                    kept[distinct++] = kept[i];
                }
            }
            count = distinct;
            if (distinct == MAX_HASHES) {
                limit = kept[MAX_HASHES - 1];
            }
        }
    }
}
