package org.allidb.storage.wal.internal.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example in the documentation of the package is a record that this software writes. */
class RecordExampleTest {

    private static final Path PAGE = Path.of("src/main/java/org/allidb/storage/wal/internal/format/package-info.java");
    private static final Pattern BYTES = Pattern.compile("^ \\* {3}((?:[0-9a-f]{2} )+) ", Pattern.MULTILINE);
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    @Test
    void examplesBytesAreThoseOfTheRecord() throws IOException {
        byte[] content = "first".getBytes(StandardCharsets.US_ASCII);
        RecordHeader header = new RecordHeader(new LogIdentity(1, 2));
        header.describe(RecordFormat.DATA, 7, 1, content.length, RecordFormat.contentCrc(content, 0, content.length));
        header.place(1, SegmentHeader.LENGTH, 1);
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.write(header.bytes(), header.offset(), RecordFormat.HEADER_LENGTH);
        record.writeBytes(content);
        assertEquals(HEX.formatHex(record.toByteArray()), bytesOnThePage());
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
