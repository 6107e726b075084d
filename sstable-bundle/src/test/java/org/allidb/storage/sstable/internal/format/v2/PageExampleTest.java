package org.allidb.storage.sstable.internal.format.v2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.junit.jupiter.api.Test;

/** The examples in the documentation of the package are a page and a bucket that this software writes. */
class PageExampleTest {

    private static final Path PAGE =
            Path.of("src/main/java/org/allidb/storage/sstable/internal/format/v2/package-info.java");
    private static final Pattern BYTES = Pattern.compile("^ \\* {3}((?:[0-9a-f]{2} )+) ", Pattern.MULTILINE);

    @Test
    void examplesBytesAreThoseOfThePageAndTheBucket() throws IOException {
        PageBuilder page = new PageBuilder();
        add(page, "item-apple", EntryType.PUT, 1_000, 1, "red");
        add(page, "item-pear", EntryType.DELETE, 1_300, 2, "");
        byte[] bucket = new byte[PointBucket.BYTES];
        PointBucket.put(bucket, 0, 0x8000_0000_0000_0342L, 64);
        HexFormat hex = HexFormat.ofDelimiter(" ");
        String drawn = bytesOnThePage();
        assertEquals(hex.formatHex(page.build()) + " " + hex.formatHex(bucket, 0, 20), drawn);
        assertEquals(-1, java.util.Arrays.mismatch(bucket, 20, 64, new byte[44], 0, 44));
    }

    private static void add(PageBuilder page, String key, byte type, long timestamp, long sequence, String value) {
        byte[] keyBytes = key.getBytes(StandardCharsets.US_ASCII);
        byte[] valueBytes = value.getBytes(StandardCharsets.US_ASCII);
        EntryRun run = new EntryRun();
        run.key(keyBytes, 0, keyBytes.length)
                .version(type, timestamp, sequence, 0)
                .add(valueBytes, 0, valueBytes.length);
        page.add(run, 0);
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
