package org.allidb.storage.sstable.internal.filter;

import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.sstable.internal.format.common.BloomFilter;

/** The Bloom filter of lines, which every table format has; see {@link BloomFilter}. */
public class BloomFilterProvider implements FilterProvider {

    private static final int PROBES = 6;
    private static final int LINE_BITS = 512;

    /** Creates the provider. */
    public BloomFilterProvider() {}

    @Override
    public String name() {
        return Filters.BUILT_IN;
    }

    @Override
    public long maxBytes(int keys, int bitsPerKey) {
        return ((long) keys * bitsPerKey + 511) / 512 * 64;
    }

    /** The mean over lines with many keys and few, of which each has a Poisson distribution, and a quarter more for chance. */
    @Override
    public double falsePositives(int bitsPerKey) {
        double mean = (double) LINE_BITS / bitsPerKey;
        double share = 0;
        double probability = Math.exp(-mean);
        for (int keys = 0; keys < 4 * LINE_BITS; keys++, probability *= mean / keys) {
            share += probability * Math.pow(1 - Math.pow(1 - 1.0 / LINE_BITS, PROBES * keys), PROBES);
        }
        return Math.min(1, 1.25 * share);
    }

    @Override
    public byte[] build(long[] hashes, int count, int bitsPerKey) {
        return BloomFilter.build(hashes, count, bitsPerKey);
    }

    @Override
    public KeyFilter read(byte[] bytes) {
        if (bytes.length == 0 || !BloomFilter.isLength(bytes.length)) {
            throw new IllegalArgumentException(
                    "a Bloom filter has lines of 64 bytes, and not " + bytes.length + " bytes");
        }
        return hash -> BloomFilter.mayContain(bytes, hash);
    }
}
