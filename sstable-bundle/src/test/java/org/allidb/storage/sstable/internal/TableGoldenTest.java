package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.survey.BlockTableInspector;
import org.allidb.storage.testkit.GoldenScript;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The scripts in {@code src/test/golden}: the content of a table, and its dump. The command is {@code dump-1} or {@code dump-2},
 * by the version of the format. The n-th line has the sequence n; lines may be in any order.
 *
 * <pre>
 *   put apple 10 red            puts a row with a timestamp
 *   expiring apple 10 99 red    puts one that expires
 *   large apple 10 5000         puts one with a value of so many bytes
 *   delete apple 10             a tombstone
 *   range a c 10                a range tombstone
 *   flip 70                     inverts a byte of the finished file
 * </pre>
 */
class TableGoldenTest {

    private static final Codecs CODECS = TableFixture.codecs(new NoneCodec());

    @TestFactory
    List<DynamicTest> scripts() throws IOException {
        return GoldenScript.tests(Path.of("src/test/golden"), (command, input) -> {
            StrictMemVfs files = new StrictMemVfs();
            List<Version> versions = new ArrayList<>();
            List<RangeTombstone> ranges = new ArrayList<>();
            List<Integer> flips = new ArrayList<>();
            for (String line : input) {
                String[] words = line.split(" ");
                int sequence = versions.size() + ranges.size() + 1;
                switch (words[0]) {
                    case "flip" -> flips.add(Integer.parseInt(words[1]));
                    case "range" ->
                        ranges.add(new RangeTombstone(
                                bytes(words[1]), bytes(words[2]), Long.parseLong(words[3]), sequence));
                    default -> versions.add(version(words, sequence));
                }
            }
            versions.sort(Version.ORDER);
            String[] parts = command.split("-");
            TableFormat format = TableFixture.format(
                    CODECS,
                    "format_version",
                    parts[1],
                    "filter",
                    parts.length > 2 ? parts[2] : "bloom",
                    "block_size_kb",
                    "1",
                    "large_value_bytes",
                    "1024");
            TableFixture.write(format, files, NoneCodec.NAME, versions, ranges);
            for (int at : flips) {
                flip(files, at);
            }
            return dump(files);
        });
    }

    private static Version version(String[] words, long sequence) {
        long timestamp = Long.parseLong(words[2]);
        boolean tombstone = words[0].equals("delete");
        long expires = words[0].equals("expiring") ? Long.parseLong(words[3]) : 0;
        byte[] value = switch (words[0]) {
            case "put" -> bytes(words[3]);
            case "expiring" -> bytes(words[4]);
            case "large" -> bytes("x".repeat(Integer.parseInt(words[3])));
            case "delete" -> new byte[0];
            default -> throw new IllegalArgumentException(words[0]);
        };
        return new Version(bytes(words[1]), tombstone, timestamp, sequence, expires, value);
    }

    private static void flip(StrictMemVfs files, int at) throws IOException {
        try (VfsFile file = files.open(TableFixture.FILE)) {
            byte[] one = new byte[1];
            file.read(at, one, 0, 1);
            one[0] = (byte) ~one[0];
            file.write(at, one, 0, 1);
        }
    }

    private static String dump(StrictMemVfs files) throws IOException {
        List<String> lines = new ArrayList<>();
        InspectedFile file = InspectedFile.of(files, TableFixture.FILE, TableFixture.FILE, TableFixture.GENERATION);
        new BlockTableInspector().dump(file, CODECS, true, lines::add);
        return String.join("\n", lines);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
