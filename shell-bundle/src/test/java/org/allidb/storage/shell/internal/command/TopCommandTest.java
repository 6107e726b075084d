package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The tenants that take most are on top, whatever it is that they take. */
class TopCommandTest {

    private static final int VICTIMS = 5;

    @TempDir
    Path directory;

    private StoragePlatform platform;

    @BeforeEach
    void open() {
        platform = StoragePlatform.builder(directory)
                .set("engine.durability", "buffered")
                .open();
        for (int i = 0; i < VICTIMS; i++) {
            store("victim-" + i).put("row", new byte[10]);
        }
        TenantStore abuser = store("abuser");
        for (int row = 0; row < 1_000; row++) {
            abuser.put("row-" + row, new byte[10]);
        }
    }

    @AfterEach
    void close() {
        platform.close();
    }

    @Test
    void writerIsNamed() {
        String top = top(() -> {
            for (int row = 0; row < 2_000; row++) {
                store("abuser").put("row-" + row, new byte[100]);
            }
        });
        assertTrue(top.matches("(?s).*\nabuser +(9\\d|100) % +0 +1,000 .*"), top);
        assertTrue(top.contains("victim-4"), top);
    }

    @Test
    void scannerIsNamed() {
        String top = top(() -> {
            try (Cursor cursor = store("abuser").scan(ScanRequest.all())) {
                while (cursor.next()) {
                    assertTrue(cursor.valueLength() > 0);
                }
            }
        });
        assertTrue(top.matches("(?s).*\nabuser +\\d+ % +500 .*"), top);
    }

    @ParameterizedTest
    @CsvSource({"writes, abuser", "BYTES, large", "reads, reader", "merges, flushed"})
    void orderIsChosen(String order, String first) {
        String top = top(
                () -> {
                    for (int row = 0; row < 100; row++) {
                        store("abuser").put("row-" + row, new byte[1]);
                        store("reader").get("row");
                        assertTrue(store("reader").get("row").isEmpty());
                    }
                    store("large").put("row", new byte[1_000_000]);
                    store("flushed").put("row", new byte[100]);
                    store("flushed").flush();
                },
                "--by",
                order,
                "--count",
                "1");
        List<String> lines = top.lines().toList();
        assertEquals(3, lines.size(), top);
        assertTrue(lines.getLast().startsWith(first), top);
    }

    @Test
    void tenantThatIsOpenedAgainBeginsAtNull() {
        String top = top(() -> {
            platform.drop(TenantId.of("abuser"));
            store("abuser").put("row", new byte[1]);
            store("abuser").put("row", new byte[1]);
        });
        assertTrue(top.matches("(?s).*\nabuser +\\d+ % +0 +1 .*"), top);
        assertFalse(top.matches("(?s).* -\\d.*"), top);
    }

    private TenantStore store(String id) {
        return platform.openOrCreate(TenantId.of(id));
    }

    private String top(Runnable meanwhile, String... options) {
        StringWriter text = new StringWriter();
        CommandLine line = new CommandLine(new TopCommand(platform, seconds -> {
            assertEquals(2, seconds);
            meanwhile.run();
        }));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(new PrintWriter(text));
        assertEquals(0, line.execute(options), text.toString());
        return text.toString().replace(System.lineSeparator(), "\n");
    }
}
