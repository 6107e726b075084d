package org.allidb.storage.sstable.internal;

import static org.allidb.storage.sstable.internal.DictionaryFixture.bytes;
import static org.allidb.storage.sstable.internal.DictionaryFixture.dump;
import static org.allidb.storage.sstable.internal.DictionaryFixture.footer;
import static org.allidb.storage.sstable.internal.DictionaryFixture.format;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.InspectionSink;
import org.allidb.storage.spi.inspect.SalvagedTable;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.survey.BlockTableInspector;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables with a dictionary: what is written when, and that all of it is read, checked and saved. */
class DictionaryTableTest {

    private final Codecs codecs = TableFixture.codecs(new NoneCodec(), new DeflateCodec());
    private final List<Version> rows = DictionaryFixture.rows(400);

    @Test
    void dictionarySavesMoreThanItTakesAndAllRowsAreRead() throws IOException {
        StrictMemVfs with = write(codecs, 2, "deflate", rows);
        StrictMemVfs without = write(codecs, 0, "deflate", rows);
        assertEquals(3, bytes(with)[8], "version of the format");
        assertEquals(2, bytes(without)[8], "version of the format");
        assertTrue(dictionary(with).length() > 1_000, dictionary(with).toString());
        assertTrue(
                dump(with, codecs).contains("dictionary   " + dictionary(with).length() + " bytes, ok"));
        assertTrue(bytes(with).length < bytes(without).length, bytes(with).length + " < " + bytes(without).length);
        for (String mmap : List.of("true", "false")) {
            try (TableFormat format = format(codecs, 0, "mmap", mmap, "cache_mb", "1");
                    TableReader reader = TableFixture.read(format, with)) {
                DictionaryFixture.assertRows(rows, reader);
                reader.verify(read -> {});
                assertEquals(rows.size(), reader.properties().entries());
            }
        }
    }

    @Test
    void tenantHasItsOwnSize() throws IOException {
        TableSpec spec = TableSpec.of(TableFixture.GENERATION, TableFixture.ID, "deflate", 1_000);
        StrictMemVfs without = new StrictMemVfs();
        try (TableFormat format = format(codecs, 2)) {
            TableFixture.write(format, without, spec.withDictionary(0), rows, List.of());
        }
        assertArrayEquals(bytes(write(codecs, 0, "deflate", rows)), bytes(without));
        StrictMemVfs with = new StrictMemVfs();
        try (TableFormat format = format(codecs, 0)) {
            TableFixture.write(format, with, spec.withFilter("bloom", 10).withDictionary(2_048), rows, List.of());
        }
        assertArrayEquals(bytes(write(codecs, 2, "deflate", rows)), bytes(with));
    }

    /** As when the parameter is not set, byte for byte. */
    @Test
    void codecWithoutDictionariesAndFormat1StayAsTheyAre() throws IOException {
        Codecs plain = TableFixture.codecs(new NoneCodec(), plain());
        assertArrayEquals(bytes(write(codecs, 0, "deflate", rows)), bytes(write(plain, 16, "deflate", rows)));
        assertArrayEquals(bytes(write(codecs, 0, "none", rows)), bytes(write(codecs, 16, "none", rows)));
        assertArrayEquals(
                bytes(write(codecs, 0, "deflate", rows, "format_version", "1")),
                bytes(write(codecs, 16, "deflate", rows, "format_version", "1")));
    }

    @Test
    void tooLittleDataHasNoDictionary() throws IOException {
        StrictMemVfs files = write(codecs, 2, "deflate", rows.subList(0, 20));
        assertEquals(0, dictionary(files).length());
        assertTrue(dump(files, codecs).contains("dictionary   none\n"), dump(files, codecs));
        assertAllRead(files, rows.subList(0, 20));
    }

    @Test
    void dictionaryThatDoesNotPayIsNotWritten() throws IOException {
        Random random = new Random(Seed.get());
        List<Version> noise = rows.stream()
                .map(row -> {
                    byte[] value = new byte[90];
                    random.nextBytes(value);
                    return new Version(row.key(), false, row.timestamp(), row.sequence(), 0, value);
                })
                .toList();
        StrictMemVfs files = write(codecs, 4, "deflate", noise);
        assertEquals(0, dictionary(files).length());
        assertAllRead(files, noise);
    }

    /** A page waits until so many wait that they train a dictionary of 2 KiB, or the table ends. */
    @Test
    void tablesThatEndAroundTheTrainingAreWhole() throws IOException {
        int pages = 0;
        int dictionaries = 0;
        for (int count = 500; count < 760; count += 10) {
            List<Version> some = DictionaryFixture.rows(count);
            StrictMemVfs files = write(codecs, 2, "deflate", some);
            dictionaries += dictionary(files).length() > 0 ? 1 : 0;
            assertAllRead(files, some);
            pages = Math.max(pages, footer(bytes(files)).dataBlocks());
        }
        // for some it does not quite pay
        assertTrue(dictionaries > 13, dictionaries + " of 26 have a dictionary");
        assertTrue(pages > 70, pages + " pages are not more than those that wait");
    }

    @Test
    void pagesThatWaitCountAsBytesOfTheFileAndAreBounded() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        TableSpec spec = TableSpec.of(TableFixture.GENERATION, TableFixture.ID, "deflate", 1_000);
        try (TableFormat format = format(codecs, 1);
                TableWriter writer = format.create(files, TableFixture.FILE, spec)) {
            long before = 0;
            long most = 0;
            EntryRun run = new EntryRun();
            for (Version row : rows) {
                run.clear();
                TableFixture.add(run, row);
                writer.add(run, 0, 1);
                most = Math.max(most, before - writer.fileBytes());
                before = writer.fileBytes();
            }
            // what waits is counted uncompressed, and goes at once
            assertTrue(most > 10_000 && most < 34_000, "at most " + most + " bytes waited");
            writer.finish();
        }
        assertAllRead(files, rows);
    }

    @Test
    void writerThatIsGivenUpLeavesNothing() throws IOException {
        CountedDictionaries counted = new CountedDictionaries();
        Codecs countedCodecs = TableFixture.codecs(counted);
        for (int count : new int[] {30, 400}) {
            StrictMemVfs files = new StrictMemVfs();
            TableSpec spec = TableSpec.of(TableFixture.GENERATION, TableFixture.ID, "deflate", 1_000);
            try (TableFormat format = format(countedCodecs, 1);
                    TableWriter writer = format.create(files, TableFixture.FILE, spec)) {
                EntryRun run = new EntryRun();
                for (Version row : rows.subList(0, count)) {
                    run.clear();
                    TableFixture.add(run, row);
                    writer.add(run, 0, 1);
                }
            }
            assertEquals(List.of(), files.list(""));
            assertEquals(0, counted.open.get());
        }
        assertTrue(counted.made.get() > 0, "nothing was bound");
    }

    /** Every byte flipped: what is read is right, or the damage is reported; a scrub sees each. */
    @Test
    void everyFlippedByteIsToldOrHarmless() throws IOException {
        Random random = new Random(Seed.get());
        List<Version> some = rows.subList(0, 200);
        StrictMemVfs files = write(codecs, 1, "deflate", some);
        assertTrue(dictionary(files).length() > 0);
        byte[] intact = bytes(files);
        List<String> expected = some.stream().map(Version::draw).toList();
        int told = 0;
        for (int at = 0; at < intact.length; at++) {
            byte[] damaged = intact.clone();
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            String where = "byte " + at + " of " + intact.length;
            try (TableFormat format = format(codecs, 0);
                    TableReader reader = TableFixture.read(format, DictionaryFixture.files(damaged))) {
                try {
                    List<Version> found = DictionaryFixture.scan(reader, ScanDirection.FORWARD, ReadPurpose.USER);
                    assertEquals(expected, found.stream().map(Version::draw).toList(), where);
                } catch (DamagedTableException e) {
                    told++;
                }
                try {
                    reader.verify(read -> {});
                    assertEquals(0, intact[at], "a scrub does not see " + where);
                } catch (DamagedTableException e) {
                    assertTrue(e.getMessage().contains(TableFixture.FILE), e.getMessage());
                }
            } catch (DamagedTableException e) {
                told++;
            }
        }
        assertTrue(told > intact.length / 2, told + " of " + intact.length);
    }

    /** What is bound was right when it was read; a check is about the disk. */
    @Test
    void dictionaryThatRotsAfterItWasReadIsSeenByAScrub() throws IOException {
        StrictMemVfs files = write(codecs, 2, "deflate", rows);
        BlockHandle dictionary = dictionary(files);
        byte[] rotten = {(byte) (bytes(files)[(int) dictionary.offset()] ^ 1)};
        try (TableFormat format = format(codecs, 0);
                TableReader reader = TableFixture.read(format, files)) {
            DictionaryFixture.assertRows(rows, reader);
            reader.verify(read -> {});
            try (VfsFile file = files.open(TableFixture.FILE)) {
                file.write(dictionary.offset(), rotten, 0, 1);
            }
            DictionaryFixture.assertRows(rows, reader);
            DamagedTableException told = assertThrows(DamagedTableException.class, () -> reader.verify(read -> {}));
            assertEquals(dictionary.offset(), told.offset());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void rowsAreSavedWithoutTheFooter(boolean headerDamaged) throws IOException {
        StrictMemVfs files = write(codecs, 2, "deflate", rows);
        byte[] table = bytes(files);
        table[table.length - 1]++;
        if (headerDamaged) {
            table[20]++;
        }
        StrictMemVfs damaged = DictionaryFixture.files(table);
        List<String> findings = new ArrayList<>();
        assertEquals(rows.stream().map(Version::draw).toList(), salvaged(damaged, findings));
        assertEquals(headerDamaged ? 2 : 1, findings.size(), findings.toString());
        assertTrue(dump(damaged, codecs).contains(" bytes, ok"), dump(damaged, codecs));
    }

    @Test
    void damagedDictionaryIsReportedWithWhatIsLost() throws IOException {
        StrictMemVfs files = write(codecs, 2, "deflate", rows);
        byte[] table = bytes(files);
        table[(int) dictionary(files).offset()]++;
        List<String> findings = new ArrayList<>();
        assertEquals(List.of(), salvaged(DictionaryFixture.files(table), findings));
        assertTrue(
                findings.getFirst().startsWith("the block of the table's dictionary is damaged: "),
                findings.getFirst());
        assertTrue(findings.getFirst().endsWith("the rows that need it are lost"), findings.getFirst());
        String dump = dump(DictionaryFixture.files(table), codecs);
        assertTrue(dump.contains("dictionary   BAD\n"), dump);
    }

    /** The first bytes say it, before a reader of an earlier state looks at anything else. */
    @Test
    void versionIsInHeaderAndFooter() throws IOException {
        StrictMemVfs files = write(codecs, 2, "deflate", rows);
        byte[] table = bytes(files);
        assertEquals(TableHeader.WITH_DICTIONARY, TableHeader.version(Arrays.copyOf(table, TableHeader.BYTES)));
        assertEquals(TableHeader.WITH_DICTIONARY, footer(table).version());
        assertEquals(TableFooter.MAX_BYTES, TableFooter.bytes(TableHeader.WITH_DICTIONARY));
        assertNull(Objects.requireNonNull(
                        footer(bytes(write(codecs, 0, "deflate", rows))).pages())
                .dictionary());
    }

    private void assertAllRead(StrictMemVfs files, List<Version> expected) throws IOException {
        try (TableFormat format = format(codecs, 0);
                TableReader reader = TableFixture.read(format, files)) {
            DictionaryFixture.assertRows(expected, reader);
            reader.verify(read -> {});
        }
    }

    private List<String> salvaged(StrictMemVfs files, List<String> findings) throws IOException {
        InspectedFile file = InspectedFile.of(files, TableFixture.FILE, TableFixture.FILE, TableFixture.GENERATION);
        InspectionSink sink = new InspectionSink() {
            @Override
            public void found(FileFinding finding) {
                findings.add(finding.what() + ": " + finding.meaning());
            }

            @Override
            public void read(String path, long bytes) {
                // no progress is shown
            }
        };
        List<String> saved = new ArrayList<>();
        try (SalvagedTable table = new BlockTableInspector().salvage(file, codecs, sink);
                RunCursor cursor = table.entries()) {
            EntryRun run = new EntryRun();
            while (cursor.fill(run, 100) > 0) {
                for (int i = 0; i < run.size(); i++) {
                    saved.add(TableFixture.version(run, i).draw());
                }
            }
        }
        return saved;
    }

    private static BlockHandle dictionary(StrictMemVfs files) throws IOException {
        return Objects.requireNonNull(
                Objects.requireNonNull(footer(bytes(files)).pages()).dictionary());
    }

    private static StrictMemVfs write(Codecs codecs, int dictionaryKb, String codec, List<Version> rows, String... more)
            throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (TableFormat format = format(codecs, dictionaryKb, more)) {
            TableFixture.write(format, files, codec, rows, List.of());
        }
        return files;
    }

    /** The same codec, which knows no dictionaries. */
    private static Codec plain() {
        Codec deflate = new DeflateCodec();
        return new Codec() {
            @Override
            public String name() {
                return deflate.name();
            }

            @Override
            public int maxCompressedLength(int length) {
                return deflate.maxCompressedLength(length);
            }

            @Override
            public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
                return deflate.compress(source, sourceOffset, length, target, targetOffset);
            }

            @Override
            public void decompress(
                    byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
                deflate.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
            }
        };
    }
}
