package org.allidb.storage.sstable.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.survey.BlockTableInspector;
import org.allidb.storage.testkit.StrictMemVfs;

/** Rows of which a dictionary pays, in small blocks, and what is read of tables of them. */
final class DictionaryFixture {

    private static final List<String> WORDS = new Random(7)
            .ints(60, 1_000_000, 100_000_000)
            .mapToObj(word -> Integer.toString(word, 36))
            .toList();

    private DictionaryFixture() {}

    static List<Version> rows(int count) {
        Random random = new Random(count);
        return IntStream.range(0, count).mapToObj(i -> row(random, i)).toList();
    }

    private static Version row(Random random, int i) {
        StringBuilder text = new StringBuilder("{\"number\": " + random.nextInt(1_000) + ", \"text\": \"");
        for (int word = 0; word < 8; word++) {
            text.append(WORDS.get(random.nextInt(WORDS.size()))).append(' ');
        }
        byte[] key = ("key-" + (10_000 + i)).getBytes(US_ASCII);
        return new Version(
                key, false, 1 + i, 1 + i, 0, text.append("\"}").toString().getBytes(US_ASCII));
    }

    static TableFormat format(Codecs codecs, int dictionaryKb, String... more) {
        List<String> options = new ArrayList<>(
                List.of("block_size_kb", "1", "dictionary_kb", Integer.toString(dictionaryKb), "cache_mb", "0"));
        options.addAll(Arrays.asList(more));
        return TableFixture.format(codecs, options.toArray(String[]::new));
    }

    static byte[] bytes(StrictMemVfs files) throws IOException {
        try (VfsFile file = files.openReadOnly(TableFixture.FILE)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    static StrictMemVfs files(byte[] table) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (VfsFile file = files.create(TableFixture.FILE)) {
            file.write(0, table, 0, table.length);
        }
        return files;
    }

    static TableFooter footer(byte[] table) {
        return TableFooter.decode(
                        Arrays.copyOfRange(table, Math.max(0, table.length - TableFooter.MAX_BYTES), table.length))
                .orElseThrow();
    }

    static void assertRows(List<Version> rows, TableReader reader) throws IOException {
        for (ReadPurpose purpose : ReadPurpose.values()) {
            for (ScanDirection direction : ScanDirection.values()) {
                List<Version> expected = direction == ScanDirection.FORWARD ? rows : rows.reversed();
                assertEquals(
                        expected.stream().map(Version::draw).toList(),
                        scan(reader, direction, purpose).stream()
                                .map(Version::draw)
                                .toList());
            }
        }
        for (Version row : rows) {
            assertEquals(Arrays.hashCode(row.value()), Arrays.hashCode(get(reader, row)));
        }
    }

    static List<Version> scan(TableReader reader, ScanDirection direction, ReadPurpose purpose) throws IOException {
        List<Version> found = new ArrayList<>();
        EntryRun run = new EntryRun();
        try (RunCursor cursor = reader.cursor(direction, Long.MAX_VALUE, purpose)) {
            while (cursor.fill(run, 100) > 0) {
                for (int i = 0; i < run.size(); i++) {
                    found.add(TableFixture.version(run, i));
                }
            }
        }
        return found;
    }

    static byte[] get(TableReader reader, Version row) throws IOException {
        Lookup lookup = new Lookup();
        reader.get(new LookupKey().set(row.key(), 0, row.key().length), Long.MAX_VALUE, lookup);
        byte[] value = new byte[lookup.valueLength()];
        lookup.copyValue(value, 0);
        return value;
    }

    static String dump(StrictMemVfs files, Codecs codecs) throws IOException {
        List<String> lines = new ArrayList<>();
        InspectedFile file = InspectedFile.of(files, TableFixture.FILE, TableFixture.FILE, TableFixture.GENERATION);
        new BlockTableInspector().dump(file, codecs, false, lines::add);
        return String.join("\n", lines);
    }
}
