package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.format.common.PageFields;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte of a table flipped, and every length of it: reported, or without consequence; never a wrong answer. */
@ParameterizedClass
@ValueSource(ints = {1, 2})
@Execution(ExecutionMode.CONCURRENT)
class TableDamageTest {

    /** The version of the format. */
    @Parameter
    int version;

    /** A value that is stored apart. */
    private static final int LARGE = 400;

    private final Random random = new Random(Seed.get());
    private List<Version> versions = List.of();
    private final List<RangeTombstone> ranges =
            List.of(new RangeTombstone(new byte[] {'q'}, new byte[] {'r'}, 5, 5_000));

    /** So many rows that the table has what a table of its version can have. */
    @BeforeEach
    void drawRows() throws IOException {
        int rows = 48;
        do {
            versions = TableFixture.versions(random, rows, 300);
            rows += 12;
        } while (version == 2 && !hasPointIndex(table("none")));
    }

    @ParameterizedTest
    @CsvSource({"none, true", "none, false", "deflate, true"})
    void everyFlippedByteIsToldOrHarmless(String codec, boolean mmap) throws IOException {
        byte[] intact = table(codec);
        int told = 0;
        for (int at = 0; at < intact.length; at++) {
            byte[] damaged = intact.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            told += isTold(damaged, mmap, "byte " + at) ? 1 : 0;
            assertVerifyTells(damaged, intact, at);
        }
        // without its point index a table is read all the same, and zeros between pages say nothing
        assertTrue(told > intact.length / (version == 1 ? 2 : 3), told + " of " + intact.length);
    }

    @ParameterizedTest
    @CsvSource({"none, true", "none, false", "deflate, true"})
    void everyOtherLengthIsTold(String codec, boolean mmap) throws IOException {
        byte[] intact = table(codec);
        for (int length = 0; length < intact.length; length++) {
            assertTrue(isTold(Arrays.copyOf(intact, length), mmap, "length " + length), "length " + length);
        }
        assertTrue(isTold(Arrays.copyOf(intact, intact.length + 1), mmap, "one byte more"));
    }

    /** A merge would give rotten values fresh checksums, and a check is about the disk, not about what is remembered. */
    @ParameterizedTest
    @CsvSource({"none, true", "none, false", "deflate, true"})
    void whatRotsAfterItWasReadIsSeenByWhoeverCopiesOrChecks(String codec, boolean mmap) throws IOException {
        List<Version> rows = new ArrayList<>(versions);
        rows.add(new Version(TableFixture.key(random), false, 2_000_000, 10_000, 0, new byte[LARGE]));
        rows.sort(Version.ORDER);
        byte[] intact = table(TableSpec.of(TableFixture.GENERATION, TableFixture.ID, codec, 1_000), rows);
        int merges = 0;
        int checks = 0;
        for (int at = 0; at < intact.length; at += 7) {
            StrictMemVfs files = files(intact);
            byte[] rotten = {(byte) (intact[at] ^ 1 << random.nextInt(8))};
            try (TableFormat format = format(mmap);
                    TableReader reader = TableFixture.read(format, files)) {
                List<Version> before = scan(reader, ReadPurpose.USER);
                try (VfsFile file = files.open(TableFixture.FILE)) {
                    file.write(at, rotten, 0, 1);
                }
                String where = "byte " + at;
                boolean merge = isTold(() -> assertEquals(draw(before), draw(scan(reader, ReadPurpose.BULK)), where));
                boolean check = isTold(() -> reader.verify(bytes -> {}));
                assertTrue(check || !merge, where);
                merges += merge ? 1 : 0;
                checks += check ? 1 : 0;
            }
        }
        assertTrue(merges > 0, "no large value was among the bytes");
        // pages that are not compressed are kept in no cache
        boolean cached = version == 1 && !mmap || !codec.equals("none");
        assertTrue(!cached || checks > merges, "blocks in the cache were taken for those on the disk");
    }

    @Test
    void tableOfAnotherTenantOrNumberIsRefused() throws IOException {
        StrictMemVfs files = files(table("none"));
        try (TableFormat format = format(true)) {
            assertThrows(
                    DamagedTableException.class,
                    () -> format.open(files, TableFixture.FILE, TableFixture.GENERATION + 1, TableFixture.ID));
            assertThrows(
                    DamagedTableException.class,
                    () -> format.open(files, TableFixture.FILE, TableFixture.GENERATION, TableFixture.ID + 1));
        }
    }

    /** What the footer says of itself is right, and the header is whole, but not this table's. */
    @Test
    void headerOfAnotherTableIsTold() throws IOException {
        for (TableIdentity other : List.of(
                new TableIdentity(TableFixture.GENERATION + 1, TableFixture.ID),
                new TableIdentity(TableFixture.GENERATION, TableFixture.ID + 1))) {
            byte[] table = table("none");
            System.arraycopy(TableHeader.encode(other, version), 0, table, 0, TableHeader.BYTES);
            try (TableFormat format = format(true)) {
                assertThrows(DamagedTableException.class, () -> TableFixture.read(format, files(table)));
            }
        }
    }

    /** Blocks have their table and their place under their checksums. */
    @Test
    void contentOfAnotherTableIsTold() throws IOException {
        List<Version> rows = TableFixture.versions(random, 60, 40);
        byte[] mixed = table(TableSpec.of(TableFixture.GENERATION, TableFixture.ID, "none", 1_000), rows);
        byte[] other = table(TableSpec.of(TableFixture.GENERATION, TableFixture.ID + 1, "none", 1_000), rows);
        int length = mixed.length - TableHeader.BYTES - TableFooter.bytes(version);
        System.arraycopy(other, TableHeader.BYTES, mixed, TableHeader.BYTES, length);
        try (TableFormat format = format(true)) {
            assertThrows(DamagedTableException.class, () -> TableFixture.read(format, files(mixed)));
        }
    }

    @Test
    void theFormatIsAsDrawn() throws IOException {
        byte[] table = table("none");
        assertEquals("ALLIDBST", new String(table, 0, 8, java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(version, table[8]);
        assertEquals(TableFixture.GENERATION, table[16]);
        assertEquals(TableFixture.ID, table[24]);
        assertEquals("ALLIDBST", new String(table, table.length - 8, 8, java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static List<Version> scan(TableReader reader, ReadPurpose purpose) throws IOException {
        List<Version> read = new ArrayList<>();
        EntryRun run = new EntryRun();
        try (RunCursor cursor = reader.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, purpose)) {
            while (cursor.fill(run, EntryRun.CAPACITY) > 0) {
                for (int i = 0; i < run.size(); i++) {
                    read.add(TableFixture.version(run, i));
                }
            }
        }
        return read;
    }

    private static List<String> draw(List<Version> versions) {
        return versions.stream().map(Version::draw).toList();
    }

    private static boolean hasPointIndex(byte[] table) {
        byte[] tail = Arrays.copyOfRange(table, table.length - TableFooter.MAX_BYTES, table.length);
        PageFields pages = TableFooter.decode(tail).orElseThrow().pages();
        return pages != null && pages.pointIndex().length() > 0;
    }

    private byte[] table(String codec) throws IOException {
        return table(TableSpec.of(TableFixture.GENERATION, TableFixture.ID, codec, 1_000), versions);
    }

    private byte[] table(TableSpec spec, List<Version> rows) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        // tables of either filter
        try (TableFormat format = format(true, spec.codec().equals("none") ? "fuse" : "bloom")) {
            TableFixture.write(format, files, spec, rows, ranges);
        }
        try (VfsFile file = files.openReadOnly(TableFixture.FILE)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private TableFormat format(boolean mmap) {
        return format(mmap, "bloom");
    }

    private TableFormat format(boolean mmap, String filter) {
        return TableFixture.format(
                TableFixture.codecs(new NoneCodec(), new DeflateCodec()),
                "filter",
                filter,
                "format_version",
                Integer.toString(version),
                "block_size_kb",
                "1",
                "large_value_bytes",
                "200",
                "mmap",
                Boolean.toString(mmap));
    }

    private static StrictMemVfs files(byte[] table) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (VfsFile file = files.create(TableFixture.FILE)) {
            file.write(0, table, 0, table.length);
        }
        return files;
    }

    /** Reads everything; whether damage was reported. Whatever is read must be right. */
    private boolean isTold(byte[] table, boolean mmap, String what) throws IOException {
        StrictMemVfs files = files(table);
        boolean told = false;
        try (TableFormat format = format(mmap)) {
            TableReader opened;
            try {
                opened = TableFixture.read(format, files);
            } catch (DamagedTableException e) {
                assertEquals(TableFixture.FILE, e.file());
                return true;
            }
            try (TableReader reader = opened) {
                told |= isTold(() ->
                        assertEquals(1, reader.rangeTombstones().tombstones().size(), what));
                for (ScanDirection direction : ScanDirection.values()) {
                    told |= isTold(() -> compareScan(reader, direction, what));
                }
                for (Version version : versions) {
                    told |= isTold(() -> compareGet(reader, version, what));
                }
            }
        }
        return told;
    }

    private void compareScan(TableReader reader, ScanDirection direction, String what) throws IOException {
        List<Version> expected = direction == ScanDirection.FORWARD ? versions : versions.reversed();
        List<String> found = new ArrayList<>();
        try (RunCursor cursor = reader.cursor(direction, Long.MAX_VALUE, ReadPurpose.USER)) {
            EntryRun run = new EntryRun();
            while (cursor.fill(run, 8) > 0) {
                for (int i = 0; i < run.size(); i++) {
                    found.add(TableFixture.version(run, i).draw());
                }
            }
        }
        assertEquals(expected.stream().map(Version::draw).toList(), found, what);
    }

    private void compareGet(TableReader reader, Version version, String what) throws IOException {
        Lookup lookup = new Lookup();
        reader.get(new LookupKey().set(version.key(), 0, version.key().length), version.sequence(), lookup);
        Version newest = versions.stream()
                .filter(other -> Arrays.equals(other.key(), version.key()) && other.sequence() <= version.sequence())
                .findFirst()
                .orElseThrow();
        assertEquals(!newest.tombstone(), lookup.isLive(0), what);
        assertEquals(newest.sequence(), lookup.sequence(), what);
        byte[] value = new byte[lookup.valueLength()];
        lookup.copyValue(value, 0);
        assertTrue(Arrays.equals(newest.value(), value), what);
    }

    /** A read. */
    private interface Read {
        void run() throws IOException;
    }

    private static boolean isTold(Read read) throws IOException {
        try {
            read.run();
            return false;
        } catch (DamagedTableException e) {
            assertEquals(TableFixture.FILE, e.file());
            return true;
        }
    }

    /** Zeros between parts are of no consequence; everything else is under a checksum that a scrub checks. */
    private void assertVerifyTells(byte[] damaged, byte[] intact, int at) throws IOException {
        boolean padding = intact[at] == 0;
        try (TableFormat format = format(true);
                TableReader reader = TableFixture.read(format, files(damaged))) {
            reader.verify(bytes -> {});
            assertTrue(padding, "a scrub does not see byte " + at);
        } catch (DamagedTableException e) {
            assertTrue(e.getMessage().contains(TableFixture.FILE), e.getMessage());
        }
    }
}
