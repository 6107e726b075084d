package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of random versions, read in every way, against the list that they were written from. */
@ParameterizedClass
@ValueSource(ints = {1, 2})
class TableModelTest {

    /** The version of the format. */
    @Parameter
    int version;

    private final Random random = new Random(Seed.get());
    private final StrictMemVfs files = new StrictMemVfs();

    @Test
    void dividersDivideTheRowsIntoBlocks() throws IOException {
        List<Version> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            byte[] key = "a key that rows share the first bytes of, %05d"
                    .formatted(i)
                    .getBytes(StandardCharsets.UTF_8);
            rows.add(new Version(key, false, i + 1, i + 1, 0, new byte[100]));
        }
        try (TableFormat format = TableFixture.format(
                TableFixture.codecs(new NoneCodec()),
                "format_version",
                Integer.toString(version),
                "block_size_kb",
                "4")) {
            TableFixture.write(format, files, "none", rows, List.of());
            try (TableReader reader = TableFixture.read(format, files)) {
                List<byte[]> dividers = reader.dividers();
                assertTrue(dividers.size() > 50, dividers.size() + " dividers");
                int before = 0;
                for (byte[] divider : dividers) {
                    int at = before;
                    while (KeyOrder.compare(rows.get(at).key(), divider) < 0) {
                        at++;
                    }
                    assertTrue(at - before > 10 && at - before < 60, "a part of " + (at - before) + " rows");
                    before = at;
                }
                assertTrue(before < rows.size() && rows.size() - before < 60);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "none, 1, true, 64, 10",
        "none, 64, true, 512, 10",
        "none, 4, false, 100, 0",
        "deflate, 1, true, 512, 10",
        "deflate, 16, false, 64, 4"
    })
    void everythingIsFoundWhereItBelongs(String codec, int blockKb, boolean mmap, int large, int filterBits)
            throws IOException {
        List<Version> versions = TableFixture.versions(random, 3_000, 2_000);
        List<RangeTombstone> ranges = ranges();
        try (TableFormat format = TableFixture.format(
                TableFixture.codecs(new NoneCodec(), new DeflateCodec()),
                "format_version",
                Integer.toString(version),
                "block_size_kb",
                Integer.toString(blockKb),
                "mmap",
                Boolean.toString(mmap),
                "large_value_bytes",
                Integer.toString(large),
                "filter",
                random.nextBoolean() ? "bloom" : "fuse",
                "filter_bits_per_key",
                Integer.toString(filterBits))) {
            TableProperties properties = TableFixture.write(format, files, codec, versions, ranges);
            assertEquals(versions.size(), properties.entries());
            assertEquals(files.size(TableFixture.FILE), properties.fileBytes());
            try (TableReader reader = TableFixture.read(format, files)) {
                assertEquals(
                        ranges.size(), reader.rangeTombstones().tombstones().size());
                scans(reader, versions);
                seeks(reader, versions);
                lookups(reader, versions);
                reader.verify(bytes -> {});
            }
        }
    }

    private TableFormat format(Codecs codecs) {
        return TableFixture.format(codecs, "format_version", Integer.toString(version));
    }

    private void scans(TableReader reader, List<Version> versions) throws IOException {
        for (long newest : new long[] {Long.MAX_VALUE, 1_500, 0}) {
            for (ReadPurpose purpose : ReadPurpose.values()) {
                List<Version> visible = new ArrayList<>(versions.stream()
                        .filter(version -> version.sequence() <= newest)
                        .toList());
                compare(visible, read(reader.cursor(ScanDirection.FORWARD, newest, purpose), Integer.MAX_VALUE));
                compare(
                        visible.reversed(),
                        read(reader.cursor(ScanDirection.REVERSE, newest, purpose), Integer.MAX_VALUE));
            }
        }
    }

    private void seeks(TableReader reader, List<Version> versions) throws IOException {
        for (int i = 0; i < 300; i++) {
            byte[] key = random.nextBoolean()
                    ? versions.get(random.nextInt(versions.size())).key()
                    : TableFixture.key(random);
            List<Version> after = versions.stream()
                    .filter(version -> Arrays.compareUnsigned(version.key(), key) >= 0)
                    .limit(20)
                    .toList();
            List<Version> before = versions.reversed().stream()
                    .filter(version -> Arrays.compareUnsigned(version.key(), key) < 0)
                    .limit(20)
                    .toList();
            RunCursor forward = reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, ReadPurpose.USER);
            forward.seek(key, 0, key.length);
            compare(after, read(forward, 20));
            RunCursor reverse = reader.cursor(ScanDirection.REVERSE, Long.MAX_VALUE, ReadPurpose.USER);
            reverse.seek(key, 0, key.length);
            compare(before, read(reverse, 20));
        }
    }

    private void lookups(TableReader reader, List<Version> versions) throws IOException {
        Lookup lookup = new Lookup();
        LookupKey key = new LookupKey();
        for (int i = 0; i < 3_000; i++) {
            byte[] wanted = random.nextInt(3) > 0
                    ? versions.get(random.nextInt(versions.size())).key()
                    : TableFixture.key(random);
            long newest = random.nextBoolean() ? Long.MAX_VALUE : random.nextInt(3_000);
            Optional<Version> expected = versions.stream()
                    .filter(version -> Arrays.equals(version.key(), wanted) && version.sequence() <= newest)
                    .findFirst();
            key.set(wanted, 0, wanted.length);
            lookup.reset();
            reader.get(key, newest, lookup);
            Optional<RangeTombstone> over = reader.rangeTombstones().tombstones().stream()
                    .filter(range -> range.sequence() <= newest
                            && Arrays.compareUnsigned(range.start(), wanted) <= 0
                            && Arrays.compareUnsigned(wanted, range.end()) < 0
                            && expected.filter(version -> range.timestamp() > version.timestamp())
                                    .isPresent())
                    .findAny();
            boolean live = expected.filter(version -> !version.tombstone()).isPresent() && over.isEmpty();
            assertEquals(live, lookup.isLive(0), () -> "key " + Arrays.toString(wanted));
            if (live) {
                byte[] value = new byte[lookup.valueLength()];
                lookup.copyValue(value, 0);
                assertEquals(expected.orElseThrow().sequence(), lookup.sequence());
                assertTrue(Arrays.equals(expected.orElseThrow().value(), value));
            }
            if (expected.isPresent()) {
                assertTrue(reader.mayContain(key));
            }
        }
    }

    private List<RangeTombstone> ranges() {
        List<RangeTombstone> ranges = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] start = TableFixture.key(random);
            byte[] end = Arrays.copyOf(start, start.length + 1);
            end[start.length] = (byte) (1 + random.nextInt(200));
            ranges.add(new RangeTombstone(start, end, 2_000_000 + i, 5_000 + i));
        }
        return ranges;
    }

    private static List<Version> read(RunCursor cursor, int most) throws IOException {
        try (cursor) {
            List<Version> versions = new ArrayList<>();
            EntryRun run = new EntryRun();
            for (int count = 1; count > 0 && versions.size() < most; ) {
                count = cursor.fill(run, Math.min(EntryRun.CAPACITY, most - versions.size()));
                for (int i = 0; i < count; i++) {
                    versions.add(TableFixture.version(run, i));
                }
            }
            return versions;
        }
    }

    private static void compare(List<Version> expected, List<Version> found) {
        assertEquals(
                expected.stream().map(Version::draw).toList(),
                found.stream().map(Version::draw).toList());
    }

    @Test
    void filterSparesAlmostAllReadsOfWhatIsNotThere() throws IOException {
        List<Version> versions = TableFixture.versions(random, 2_000, 50);
        try (TableFormat format = format(TableFixture.codecs(new NoneCodec()))) {
            TableFixture.write(format, files, "none", versions, List.of());
            try (TableReader reader = TableFixture.read(format, files)) {
                int mistaken = 0;
                for (int i = 0; i < 10_000; i++) {
                    byte[] key = ("pppp, and not there " + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                    mistaken += reader.mayContain(new LookupKey().set(key, 0, key.length)) ? 1 : 0;
                }
                assertTrue(mistaken < 300, mistaken + " of 10,000");
            }
        }
    }

    @Test
    void unsortedEntriesAreRefused() throws IOException {
        try (TableFormat format = format(TableFixture.codecs(new NoneCodec()))) {
            List<Version> versions = TableFixture.versions(random, 100, 50).reversed();
            IllegalArgumentException told = assertThrows(
                    IllegalArgumentException.class,
                    () -> TableFixture.write(format, files, "none", versions, List.of()));
            assertTrue(told.getMessage().contains("order"), told.getMessage());
            assertEquals(List.of(), files.list(""), "what was not finished is removed");
        }
    }

    @Test
    void missingCodecIsNamedAndReadsWorkWhenItIsBack() throws IOException {
        List<Version> versions = TableFixture.versions(random, 500, 50);
        Codec[] present = {new DeflateCodec()};
        try (TableFormat format = format(name -> TableFixture.codecs(present).codec(name))) {
            TableFixture.write(format, files, "deflate", versions, List.of());
            try (TableReader reader = TableFixture.read(format, files)) {
                present[0] = new NoneCodec();
                Exception told = assertThrows(
                        Exception.class,
                        () -> read(
                                reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, ReadPurpose.USER),
                                Integer.MAX_VALUE));
                assertTrue(told.getMessage().contains("'deflate'"), told.getMessage());
                present[0] = new DeflateCodec();
                compare(
                        versions,
                        read(
                                reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, ReadPurpose.USER),
                                Integer.MAX_VALUE));
            }
        }
    }

    @Test
    void codecThatForgetsIsFoundOutBeforeTheTableCounts() throws IOException {
        try (TableFormat format = format(TableFixture.codecs(new DeflateCodec() {
            @Override
            public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
                int written = super.compress(source, sourceOffset, length, target, targetOffset);
                target[targetOffset + written / 2] ^= 1;
                return written;
            }
        }))) {
            List<Version> versions = TableFixture.versions(random, 500, 50);
            IOException told = assertThrows(
                    IOException.class, () -> TableFixture.write(format, files, "deflate", versions, List.of()));
            assertTrue(told.getMessage().contains("'deflate'"), told.getMessage());
            assertFalse(files.list("").contains(TableFixture.FILE));
        }
    }
}
