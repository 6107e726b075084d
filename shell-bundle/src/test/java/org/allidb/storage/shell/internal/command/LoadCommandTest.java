package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.VectorRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows are loaded from lines of JSON, all or nothing, and an error names the line. */
class LoadCommandTest {

    private static final TenantId ACME = TenantId.of("acme");

    @TempDir
    Path folder;

    private int status;
    private String told = "";

    @Test
    void rowsOfEveryKindAreLoaded() throws IOException {
        load(
                "--create",
                "{\"entity\":\"bob\",\"value_base64\":\"AAE=\"}",
                "",
                "{\"entity\":\"alice\",\"value\":\"h\\u00e9llo\"}",
                "{\"entity\":\"alice\",\"edge\":\"knows\",\"target\":\"bob\",\"weight\":0.5,\"properties\":{\"since\":\"2024\"}}",
                "{\"entity\":\"alice\",\"vector\":\"face\",\"components\":[0.1,2,-3e1]}",
                "{\"entity\":\"alice\",\"chunk\":\"1\",\"text\":\"Once\",\"metadata\":{\"page\":\"1\"}}",
                "{\"entity\":\"alice\",\"meta\":\"person\",\"importance\":2,\"created\":5,\"updated\":6}",
                "{\"entity\":\"alice\",\"kind\":64,\"qualifier\":\"q\",\"value\":\"mine\"}",
                "{\"entity_base64\":\"/w==\",\"value\":\"bytes\"}");
        assertEquals(0, status, told);
        assertTrue(told.startsWith("loaded 8 rows in "), told);
        EntityId alice = EntityId.of("alice");
        try (StoragePlatform platform = StoragePlatform.open(data());
                TenantStore store = platform.open(ACME)) {
            assertArrayEquals(new byte[] {0, 1}, store.get("bob").orElseThrow());
            assertArrayEquals(bytes("héllo"), store.get("alice").orElseThrow());
            assertArrayEquals(
                    bytes("bytes"), store.get(new byte[] {(byte) 0xFF}).orElseThrow());
            assertEquals(
                    List.of(
                            VectorRow.of(alice, "face", 0.1f, 2, -30),
                            EdgeRow.of(alice, "knows", EntityId.of("bob"))
                                    .withWeight(0.5f)
                                    .withProperties(Map.of("since", "2024")),
                            ChunkRow.of(alice, "1", "Once").withMetadata(Map.of("page", "1")),
                            MetaRow.of(alice, "person").withImportance(2).withTimes(5, 6),
                            CustomRow.of(RowKey.of(alice, Kind.custom(64), Qualifier.of("q")), bytes("mine"))),
                    store.getEntity(alice).stream()
                            .map(StoredRow::row)
                            .filter(row -> !row.key().kind().equals(Kind.VALUE))
                            .toList());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"entity\":\"a\"}|the row has no field 'value'",
                "{\"value\":\"a\"}|the row has no field 'entity'",
                "{\"entity\":\"a\",\"value\":7}|the field 'value' is a text",
                "{\"entity\":\"a\",\"value\":null}|the field 'value' is a text, a number, an object, or an array",
                "{\"entity\":\"a\",\"value\":\"b\",\"wieght\":1}|the row has no use for the field 'wieght'",
                "{\"entity\":\"a\",\"value\":\"b\",\"value\":\"c\"}|this is no JSON: Duplicate field 'value'",
                "{\"entity\":\"a\",\"value_base64\":\"?\"}|the field 'value_base64' is not in base64",
                "{\"entity\":\"a\",\"vector\":\"v\",\"components\":[1,\"2\"]}|the array 'components' has something"
                        + " else",
                "{\"entity\":\"a\",\"vector\":\"v\",\"components\":1}|the field 'components' is an array of numbers",
                "{\"entity\":\"a\",\"edge\":\"e\"}|the row has no field 'target'",
                "{\"entity\":\"a\",\"kind\":1,\"value\":\"b\"}|0x01",
                "{\"entity\":\"\",\"value\":\"b\"}|entity",
                "[1]|a row is an object such as {\"entity\":\"alice\"",
                "{\"entity\":\"a\",|this is no JSON: Unexpected",
            })
    void mistakeIsToldWithItsLineAndNothingIsLoaded(String line, String expected) throws IOException {
        load("--create", "{\"entity\":\"first\",\"value\":\"1\"}", "", line);
        assertEquals(CommandMain.FAILED, status, told);
        assertTrue(told.contains(expected), told);
        assertTrue(told.startsWith("allidb load: line "), told);
        assertTrue(told.contains("line 3 of ") || line.endsWith(","), told);
        assertTrue(told.endsWith(". Nothing was loaded; mend the line and load again"), told);
        try (StoragePlatform platform = StoragePlatform.open(data());
                TenantStore store = platform.open(ACME)) {
            assertTrue(store.get("first").isEmpty());
        }
    }

    @Test
    void rowOutOfOrderIsTold() throws IOException {
        load("--create --sorted", "{\"entity\":\"b\",\"value\":\"1\"}", "{\"entity\":\"a\",\"value\":\"1\"}");
        assertEquals(CommandMain.FAILED, status, told);
        assertTrue(told.contains("line 2 of "), told);
        assertTrue(told.contains("comes before the row that was added last"), told);
    }

    @Test
    void timestampAndTimeToLiveAreThoseOfAWrite() throws IOException {
        load("--create --timestamp 20", "{\"entity\":\"a\",\"value\":\"20\"}");
        load("--timestamp 10", "{\"entity\":\"a\",\"value\":\"10\"}");
        load("--timestamp 30 --ttl 1000", "{\"entity\":\"b\",\"value\":\"30\"}");
        assertEquals(0, status, told);
        try (StoragePlatform platform = StoragePlatform.open(data());
                TenantStore store = platform.open(ACME)) {
            assertArrayEquals(bytes("20"), store.get("a").orElseThrow());
            assertArrayEquals(bytes("30"), store.get("b").orElseThrow());
        }
        load("--timestamp -1", "{\"entity\":\"a\",\"value\":\"0\"}");
        assertEquals(CommandMain.FAILED, status, told);
    }

    @Test
    void namesAreChecked() throws IOException {
        load("", "{\"entity\":\"a\",\"value\":\"1\"}");
        assertEquals(CommandMain.FAILED, status);
        assertEquals(
                "allidb load: there is no data directory " + data()
                        + "; check the name, or add --create if it is to be created",
                told);
        assertFalse(Files.exists(data()));
        load("--create", "{\"entity\":\"a\",\"value\":\"1\"}");
        run("load", data().toString(), "nobody", folder.resolve("rows.jsonl").toString());
        assertTrue(told.startsWith("allidb load: there is no tenant 'nobody'"), told);
        run("load", data().toString(), "acme", folder.resolve("missing").toString());
        assertEquals("allidb load: there is no file " + folder.resolve("missing") + "; check the name", told);
        run("load", data().toString(), "acme", folder.toString());
        assertTrue(told.contains("cannot be read"), told);
        try (StoragePlatform _ = StoragePlatform.open(data())) {
            load("", "{\"entity\":\"a\",\"value\":\"1\"}");
            assertEquals(CommandMain.FAILED, status);
            assertTrue(told.contains("in use"), told);
            run("load", data().toString(), "--help");
            assertEquals(0, status, told);
            assertTrue(told.contains("\"components\":[0.1,0.2,0.3]"), told);
        }
    }

    @Test
    void manyRowsAreLoadedInAnyOrder() throws IOException {
        load(
                "--create",
                Stream.iterate(0, i -> i < 3_000, i -> i + 1)
                        .map(i -> "{\"entity\":\"k%04d\",\"value\":\"%d\"}".formatted(i * 7 % 3_000, i))
                        .toArray(String[]::new));
        assertTrue(told.startsWith("loaded 3,000 rows in "), told);
    }

    private Path data() {
        return folder.resolve("data");
    }

    private void load(String options, String... lines) throws IOException {
        Path file = Files.write(folder.resolve("rows.jsonl"), List.of(lines));
        Stream<String> words = Stream.of(
                ("load " + data() + " acme " + file + " " + options).strip().split(" "));
        run(words.toArray(String[]::new));
    }

    private void run(String... words) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        status = CommandMain.run(out, out, words);
        out.flush();
        told = String.join(" ", List.of(text.toString().strip().split("\\R")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
