package org.allidb.storage.shell.internal.command;

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
import java.util.TreeMap;
import java.util.stream.Stream;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands without the container: for reading, beside a platform that has the directory open; and to load. */
class CommandMainTest {

    @TempDir
    Path folder;

    private Path data;
    private StoragePlatform writer;
    private int status;
    private String err = "";

    @BeforeEach
    void fill() {
        data = folder.resolve("data");
        writer = StoragePlatform.open(data);
        try (TenantStore acme = writer.openOrCreate(TenantId.of("acme"))) {
            acme.put("alice", bytes("flushed"));
            acme.flush();
            acme.put("bob", bytes("in the log"));
        }
        writer.openOrCreate(TenantId.of("zeta")).close();
    }

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void rowsAreShownWhileAnotherProcessWritesAndNothingIsChanged() throws IOException {
        Map<String, Long> before = files();
        assertEquals("""
            KIND   QUALIFIER  CONTENT
            ─────  ─────────  ──────────
            VALUE             in the log
            """, run("get", data, "acme", "bob"));
        assertEquals(0, status, err);
        assertEquals("""
            ENTITY  KIND   QUALIFIER  CONTENT
            ──────  ─────  ─────────  ──────────
            alice   VALUE             flushed
            bob     VALUE             in the log
            """, run("scan", data, "acme"));
        assertEquals(0, status, err);
        assertTrue(run("scan", data, "acme", "--limit", 1).contains("… and more; raise --limit"));
        assertTrue(run("tables", data, "acme").contains("TOMBSTONES"));
        assertTrue(run("tenants", data).contains("acme"));
        assertEquals(before, files());
    }

    @Test
    void recordedHistoryIsReplayed() throws IOException {
        Path file = folder.resolve("history");
        Files.write(file, List.of("row-bytes 1000", "at 1.5 put 0..7", "at 3 delete 0..7"));
        String told = run("compaction-simulate", data, "size-tiered", "leveled", "--history", file);
        assertEquals(0, status, err);
        assertTrue(told.contains("STRATEGY     WRITE  READ"), told);
        assertTrue(told.contains("the same over time"), told);
    }

    @Test
    void figuresOfAllTenantsAreShown() {
        writer.suspend(TenantId.of("zeta"));
        String told = run("stats", data).replaceAll("[0-9.]+ (B|KiB)", "#").replaceAll(" +", " ");
        assertEquals("""
            TENANT STATE TABLES SIZE ENTRIES VISITED IN THE LOG
            acme readable 1 # 1 1 #
            zeta suspended - - - - -
            VISITED: tables that a read visits at most. IN THE LOG: memory of the rows that are in no table yet.
            """, told.replaceAll("─.*\n", ""));
        assertEquals(0, status, err);
        assertFalse(run("stats", data, "acme").contains("zeta"));
        assertEquals(0, status, err);
        run("stats", data, "nobody");
        assertEquals("allidb stats: there is no tenant 'nobody'; check the id\n", err);
        assertEquals(CommandMain.FAILED, status);
    }

    @Test
    void directoryThatCannotBeWrittenIsRead() throws IOException {
        writer.close();
        data.toFile().setWritable(false);
        try {
            assertTrue(run("get", data, "acme", "alice").contains("flushed"), err);
        } finally {
            data.toFile().setWritable(true);
        }
        try (Stream<Path> files = Files.walk(data)) {
            Path manifest = files.filter(file -> file.endsWith("acme.1/MANIFEST"))
                    .findAny()
                    .orElseThrow();
            Files.delete(manifest);
        }
        String told = run("stats", data);
        assertEquals(1, status, err);
        assertTrue(told.contains("acme    refused") && told.contains("zeta    readable"), told);
        assertTrue(told.contains("refused: the manifest of tenant 'acme' (the file"), told);
    }

    @Test
    void mistakesAreExplained() throws IOException {
        Path missing = folder.resolve("missing");
        run("get", missing, "acme", "alice");
        assertEquals(CommandMain.FAILED, status);
        assertEquals("allidb get: there is no directory " + missing + "; name a data directory", line(err));
        assertFalse(Files.exists(missing));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        run("scan", empty, "acme");
        assertEquals(CommandMain.FAILED, status);
        assertEquals(
                "allidb scan: the directory " + empty + " is no data directory yet: it has no file FORMAT. Open it for"
                        + " writing once, or name another directory",
                line(err));
        run("get", data, "nobody", "alice");
        assertTrue(line(err).startsWith("allidb get: there is no tenant 'nobody' in the data directory " + data), err);
        assertEquals(CommandMain.FAILED, status);
        run("get", data, "acme");
        assertTrue(err.contains("Missing required parameter: 'ENTITY'"), err);
        assertTrue(err.contains("allidb get DIR [-h] [--kind=KIND] TENANT ENTITY"), err);
        assertEquals(CommandMain.FAILED, status);
        run("put", data, "acme", "alice", "changed");
        assertEquals("allidb put: there is no command 'put'; 'help' lists them", line(err));
        run("key-create", folder.resolve("mistyped"), "acme", "reader");
        assertTrue(line(err).startsWith("allidb key-create: there is no data directory"), err);
        run("scan");
        assertTrue(
                line(err)
                        .startsWith("usage: allidb tenants|get|scan|nearest|stats|tables|keys|compaction-simulate DIR"),
                err);
        run("scan", "--help");
        assertTrue(
                line(err)
                        .startsWith("usage: allidb tenants|get|scan|nearest|stats|tables|keys|compaction-simulate DIR"),
                err);
        assertTrue(run("scan", data, "--help").contains("--prefix"));
        assertEquals(0, status);
    }

    private String run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter errors = new StringWriter();
        String[] words = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
        PrintWriter told = new PrintWriter(errors);
        status = CommandMain.run(new PrintWriter(out), told, words);
        told.flush();
        err = errors.toString();
        return out.toString();
    }

    /** A paragraph as it was before it was broken into lines. */
    private static String line(String paragraph) {
        return String.join(" ", List.of(paragraph.strip().split("\\R")));
    }

    /** The files and their sizes. */
    private Map<String, Long> files() throws IOException {
        Map<String, Long> sizes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                sizes.put(data.relativize(file).toString(), Files.size(file));
            }
        }
        return sizes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
