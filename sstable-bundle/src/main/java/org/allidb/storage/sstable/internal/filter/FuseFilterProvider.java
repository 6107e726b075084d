package org.allidb.storage.sstable.internal.filter;

import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;

/** Binary fuse filters with a byte for each key: 9 bits a key for many keys, and 0.4 % false positives. */
public class FuseFilterProvider implements FilterProvider {

    /** The name of the filter, which tables store. */
    public static final String NAME = "fuse";

    /** Creates the provider. */
    public FuseFilterProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public long maxBytes(int keys, int bitsPerKey) {
        return FuseLayout.of(keys).bytes();
    }

    /** One of 256, and a quarter as much again for the chances of a test. */
    @Override
    public double falsePositives(int bitsPerKey) {
        return 1.25 / 256;
    }

    @Override
    public byte[] build(long[] hashes, int count, int bitsPerKey) {
        return new FuseBuilder(hashes, count).build();
    }

    @Override
    public KeyFilter read(byte[] bytes) {
        return FuseFilter.of(bytes);
    }
}
