package org.allidb.storage.itests;

import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;

/** A filter that knows whether its table has keys with even hashes, and with odd ones; it counts how often it is used. */
final class EvenFilter implements FilterProvider {

    final LongAdder built = new LongAdder();
    final LongAdder asked = new LongAdder();

    @Override
    public String name() {
        return "even";
    }

    @Override
    public long maxBytes(int keys, int bitsPerKey) {
        return 2;
    }

    @Override
    public double falsePositives(int bitsPerKey) {
        return 1;
    }

    @Override
    public byte[] build(long[] hashes, int count, int bitsPerKey) {
        built.increment();
        byte[] has = new byte[2];
        Arrays.stream(hashes, 0, count).forEach(hash -> has[(int) hash & 1] = 1);
        return has;
    }

    @Override
    public KeyFilter read(byte[] bytes) {
        return hash -> {
            asked.increment();
            return bytes[(int) hash & 1] == 1;
        };
    }
}
