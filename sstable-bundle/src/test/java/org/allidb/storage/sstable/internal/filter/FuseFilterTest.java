package org.allidb.storage.sstable.internal.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Random;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.testkit.FilterContract;
import org.junit.jupiter.api.Test;

class FuseFilterTest extends FilterContract {

    @Override
    protected FilterProvider provider() {
        return new FuseFilterProvider();
    }

    @Test
    void bytesAreAsTheyWereInEveryVersion() {
        byte[] bytes = new FuseFilterProvider().build(new long[] {1, 2, 0x123456789ABCDEF0L}, 3, 10);
        assertEquals(
                "157c4a7fb979379e0300000001000000" + "000000000000000000660000000000000000f00000a20000",
                HexFormat.of().formatHex(bytes));
    }

    @Test
    void littleMoreThanNineBitsForEachOfManyKeys() {
        int keys = 300_000;
        byte[] bytes = new FuseFilterProvider().build(new Random(1).longs(keys).toArray(), keys, 10);
        assertTrue(bytes.length * 8.0 / keys < 9.3, bytes.length + " bytes");
    }
}
