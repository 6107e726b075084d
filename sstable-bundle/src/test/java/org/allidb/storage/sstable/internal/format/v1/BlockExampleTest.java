package org.allidb.storage.sstable.internal.format.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.spi.entry.EntryType;
import org.junit.jupiter.api.Test;

/** The example in the documentation of the package is a data block that this software writes. */
class BlockExampleTest {

    private static final Path PAGE =
            Path.of("src/main/java/org/allidb/storage/sstable/internal/format/v1/package-info.java");
    private static final Pattern BYTES = Pattern.compile("^ \\* {3}((?:[0-9a-f]{2} )+) ", Pattern.MULTILINE);

    private final DataBlockBuilder builder = new DataBlockBuilder();

    @Test
    void examplesBytesAreThoseOfTheBlock() throws IOException {
        byte[] value = "red".getBytes(StandardCharsets.US_ASCII);
        key("item-apple", EntryType.PUT, 1_000, 1);
        System.arraycopy(value, 0, builder.reserveValue(value.length), builder.valueStart(), value.length);
        builder.inline(value.length);
        key("item-pear", EntryType.DELETE, 1_300, 2);
        builder.inline(0);
        assertEquals(HexFormat.ofDelimiter(" ").formatHex(builder.build(0)), bytesOnThePage());
    }

    private void key(String key, byte type, long timestamp, long sequence) {
        byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
        builder.key(bytes, 0, bytes.length).version(type, timestamp, sequence, 0);
    }

    private static String bytesOnThePage() throws IOException {
        StringBuilder bytes = new StringBuilder();
        Matcher line = BYTES.matcher(Files.readString(PAGE));
        while (line.find()) {
            bytes.append(line.group(1));
        }
        return bytes.toString().strip();
    }
}
