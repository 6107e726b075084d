package org.allidb.storage.sstable.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.survey.BlockTableInspector;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters of third parties: whatever they do when a table is written or opened, no row is hidden. */
@ParameterizedClass
@ValueSource(strings = {"none", "deflate"})
class NamedFilterTest {

    private static final String SLOWER = "; tables are read without it, which is slower";

    @Parameter
    String codec;

    private final Codecs codecs = TableFixture.codecs(new NoneCodec(), new DeflateCodec());
    private final StrictMemVfs files = new StrictMemVfs();
    private final List<Version> rows = IntStream.rangeClosed(1, 300)
            .mapToObj(i -> new Version(("key-" + (1_000 + i)).getBytes(UTF_8), false, i, i, 0, new byte[30]))
            .toList();
    private final List<String> failures = new ArrayList<>();
    private int asked;

    /** A filter of all hashes, eight bytes each, or what a test makes of it. */
    private class Exact implements FilterProvider {

        @Override
        public String name() {
            return "exact";
        }

        @Override
        public long maxBytes(int keys, int bitsPerKey) {
            return 8L * keys;
        }

        @Override
        public double falsePositives(int bitsPerKey) {
            return 0;
        }

        @Override
        public byte[] build(long[] hashes, int count, int bitsPerKey) {
            ByteBuffer bytes = ByteBuffer.allocate(8 * count);
            Arrays.stream(hashes, 0, count).sorted().forEach(bytes::putLong);
            Arrays.fill(hashes, 0);
            return bytes.array();
        }

        @Override
        public KeyFilter read(byte[] bytes) {
            long[] hashes = new long[bytes.length / 8];
            ByteBuffer.wrap(bytes).asLongBuffer().get(hashes);
            return hash -> {
                asked++;
                return Arrays.binarySearch(hashes, hash) >= 0;
            };
        }
    }

    @Test
    void filterIsAskedByEveryGetAndSavesTheRest() throws IOException {
        write(new Exact());
        asked = 0;
        assertReads(new Exact());
        assertTrue(asked > 300, asked + " times");
        asked = 0;
        try (TableFormat format = format(new Exact());
                TableReader reader = TableFixture.read(format, files)) {
            int opened = asked;
            Lookup lookup = new Lookup();
            reader.get(new LookupKey().set(new byte[] {1, 2, 3}, 0, 3), Long.MAX_VALUE, lookup);
            assertFalse(lookup.isLive(0));
            assertTrue(asked > opened, "a key that is not there was not asked for");
        }
        assertEquals(List.of(), failures);
    }

    /** As earlier states of this software do, which do not look for it. */
    @Test
    void tableIsReadWithoutTheProvider() throws IOException {
        write(new Exact());
        assertReads();
        assertTrue(dump().contains("filter       exact, "), dump());
        assertEquals(List.of(), failures, "the registry tells what is missing");
    }

    @Test
    void missingProviderHasTheBuiltInFilterWritten() throws IOException {
        write();
        assertTrue(dump().matches("(?s).*filter       [0-9]+ bytes, ok.*"), dump());
        assertReads();
    }

    @Test
    void providerThatFailsToBuildHasTheBuiltInFilterWritten() throws IOException {
        assertBuiltIn("java.lang.IllegalStateException: broken", new Exact() {
            @Override
            public byte[] build(long[] hashes, int count, int bitsPerKey) {
                throw new IllegalStateException("broken");
            }
        });
        assertBuiltIn("java.lang.StackOverflowError", new Exact() {
            @Override
            public byte[] build(long[] hashes, int count, int bitsPerKey) {
                throw new StackOverflowError();
            }
        });
        assertBuiltIn("java.lang.IllegalStateException: it returned null", new Exact() {
            @Override
            @SuppressWarnings("NullAway")
            public byte[] build(long[] hashes, int count, int bitsPerKey) {
                return null;
            }
        });
    }

    @Test
    void filterThatDeniesOneKeyOfItsTableIsNotWritten() throws IOException {
        assertBuiltIn("java.lang.IllegalStateException: it denies a key that is in the table", new Exact() {
            @Override
            public byte[] build(long[] hashes, int count, int bitsPerKey) {
                return super.build(hashes, count - 1, bitsPerKey);
            }
        });
    }

    @Test
    void filterOfMoreBytesThanItsProviderSaysIsNotWritten() throws IOException {
        assertBuiltIn("bytes for 300 keys; the most that it says itself, and that is allowed, is 2400", new Exact() {
            @Override
            public byte[] build(long[] hashes, int count, int bitsPerKey) {
                return new byte[8 * count + 1];
            }
        });
        assertBuiltIn("bytes for 300 keys; the most that it says itself, and that is allowed, is 8896", new Exact() {
            @Override
            public long maxBytes(int keys, int bitsPerKey) {
                return Long.MAX_VALUE;
            }

            @Override
            public byte[] build(long[] hashes, int count, int bitsPerKey) {
                return new byte[1 << 20];
            }
        });
    }

    @Test
    void filterThatCannotBeReadIsNotAsked() throws IOException {
        write(new Exact());
        assertNotAsked("failed to read the filter of a table: java.lang.IllegalArgumentException: no", bytes -> {
            throw new IllegalArgumentException("no");
        });
        assertNotAsked(
                "failed to read the filter of a table: java.lang.IllegalStateException: it returned null",
                bytes -> null);
    }

    /** A new version of a provider may read the bytes of the one before it wrongly. */
    @Test
    void filterThatDeniesKeysOfTheTableWhenItIsOpenedIsNotAsked() throws IOException {
        write(new Exact());
        assertNotAsked(
                "failed to read the filter of a table: java.lang.IllegalStateException: it denies a key that is in the"
                        + " table",
                bytes -> hash -> false);
    }

    @Test
    void filterThatFailsWhenItIsAskedIsNotAskedAgain() throws IOException {
        write(new Exact());
        assertNotAsked("failed to say whether a key may be in a table: java.lang.StackOverflowError", bytes -> hash -> {
            if (asked++ > 256) {
                throw new StackOverflowError();
            }
            return true;
        });
        assertEquals(258, asked);
    }

    /** What it answers later cannot be known before: a scrub sees it. */
    @Test
    void scrubEndsAFilterThatDeniesAKey() throws IOException {
        write(new Exact());
        try (TableFormat format = format(new Exact() {
                    @Override
                    public KeyFilter read(byte[] bytes) {
                        return hash -> asked++ <= 1_000;
                    }
                });
                TableReader reader = TableFixture.read(format, files)) {
            asked = 2_000;
            reader.verify(bytes -> {});
            assertEquals(List.of("exact denies a key that is in a table" + SLOWER), failures);
            assertReads(reader);
        }
    }

    private void assertBuiltIn(String why, FilterProvider provider) throws IOException {
        failures.clear();
        if (files.list("").contains(TableFixture.FILE)) {
            files.delete(TableFixture.FILE);
        }
        write(provider);
        assertEquals(1, failures.size());
        assertTrue(
                failures.getFirst()
                        .startsWith("exact failed to make the filter of a table, for which 'bloom' takes over: "),
                failures.getFirst());
        assertTrue(failures.getFirst().endsWith(why), failures.getFirst());
        assertTrue(dump().matches("(?s).*filter       [0-9]+ bytes, ok.*"), dump());
        assertReads();
    }

    private void assertNotAsked(String why, Function<byte[], KeyFilter> reads) throws IOException {
        failures.clear();
        asked = 0;
        assertReads(new Exact() {
            @Override
            public KeyFilter read(byte[] bytes) {
                return reads.apply(bytes);
            }
        });
        assertEquals(List.of("exact " + why + SLOWER), failures);
    }

    private void write(FilterProvider... providers) throws IOException {
        try (TableFormat format = format(providers)) {
            TableFixture.write(format, files, codec, rows, List.of());
        }
    }

    private void assertReads(FilterProvider... providers) throws IOException {
        try (TableFormat format = format(providers);
                TableReader reader = TableFixture.read(format, files)) {
            assertReads(reader);
            reader.verify(bytes -> {});
        }
    }

    private void assertReads(TableReader reader) throws IOException {
        for (Version row : rows) {
            Lookup lookup = new Lookup();
            reader.get(new LookupKey().set(row.key(), 0, row.key().length), row.sequence(), lookup);
            assertEquals(row.sequence(), lookup.sequence());
        }
    }

    private TableFormat format(FilterProvider... providers) {
        return TableFixture.format(
                codecs, TableFixture.filters(failures::add, providers), "filter", "exact", "block_size_kb", "1");
    }

    private String dump() throws IOException {
        List<String> lines = new ArrayList<>();
        InspectedFile file = InspectedFile.of(files, TableFixture.FILE, TableFixture.FILE, TableFixture.GENERATION);
        new BlockTableInspector().dump(file, codecs, false, lines::add);
        return String.join("\n", lines);
    }
}
