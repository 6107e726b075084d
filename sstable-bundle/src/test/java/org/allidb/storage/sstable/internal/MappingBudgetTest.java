package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.cache.MappingBudget;
import org.allidb.storage.sstable.internal.read.NamedParts;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables are read through their mappings while all that are open fit, small and large values alike. */
@ParameterizedClass
@ValueSource(ints = {1, 2})
class MappingBudgetTest {

    /** The version of the format. */
    @Parameter
    int version;

    private static final int LARGE = 600;

    private final StrictMemVfs files = new StrictMemVfs();
    private final Random random = new Random(Seed.get());
    private final byte[] large = new byte[LARGE];
    private final List<Version> rows = List.of(
            new Version(new byte[] {1}, false, 10, 1, 0, new byte[] {'s'}),
            new Version(new byte[] {2}, false, 10, 2, 0, large));

    @Test
    void tablesAreReadByPositionWhileTheyAreTooManyForTheMemory() throws IOException {
        random.nextBytes(large);
        long size;
        try (BlockTableFormat format = format(Long.MAX_VALUE)) {
            size = TableFixture.write(format, files, "none", rows, List.of()).fileBytes();
        }
        try (BlockTableFormat format = format(size);
                TableReader first = TableFixture.read(format, files)) {
            assertAllFound(first);
            assertEquals(1, format.cacheStatistics().mappedTables());
            assertEquals(0, format.cacheStatistics().misses(), "read in the mapping");
            try (TableReader second = TableFixture.read(format, files)) {
                assertAllFound(second);
                assertEquals(1, format.cacheStatistics().mappedTables(), "the second was never mapped");
                assertEquals(1, format.cacheStatistics().misses(), "its block was read by position");
                assertAllFound(first);
                assertEquals(2, format.cacheStatistics().misses(), "the first is read by position too");
            }
            assertAllFound(first);
            assertEquals(2, format.cacheStatistics().misses(), "read in the mapping again");
        }
        assertTrue(new MappingBudget().fits(), "nothing always fits");
    }

    @Test
    void cacheTakesMoreOfTheHeapOnceTablesDoNotFit() throws IOException {
        random.nextBytes(large);
        long third = Runtime.getRuntime().maxMemory() / 3;
        try (BlockTableFormat format = format(0)) {
            TableFixture.write(format, files, "none", rows, List.of());
            assertEquals(Math.min(256L << 20, third), format.cacheStatistics().capacityBytes());
            TableFixture.read(format, files).close();
            assertEquals(third, format.cacheStatistics().capacityBytes());
        }
        try (TableFormat format = TableFixture.format(TableFixture.codecs(new NoneCodec()), "cache_mb", "2");
                TableReader reader = TableFixture.read(format, files)) {
            assertAllFound(reader);
            assertEquals(2 << 20, format.cacheStatistics().capacityBytes(), "what is configured stays");
        }
    }

    private void assertAllFound(TableReader reader) throws IOException {
        for (Version row : rows) {
            LookupKey key = new LookupKey();
            System.arraycopy(row.key(), 0, key.reserve(row.key().length), 0, row.key().length);
            key.setLength(row.key().length);
            Lookup lookup = new Lookup();
            reader.get(key, Long.MAX_VALUE, lookup);
            byte[] value = new byte[lookup.valueLength()];
            lookup.copyValue(value, 0);
            assertArrayEquals(row.value(), value);
        }
    }

    private BlockTableFormat format(long budget) {
        return new BlockTableFormat(
                Options.make(TableOptions.class, Map.of("format_version", Integer.toString(version))),
                new NamedParts(TableFixture.codecs(new NoneCodec()), TableFixture.filters()),
                new MappingBudget(budget));
    }
}
