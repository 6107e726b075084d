package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageTools;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.ToolProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory that a process has open is refused to others, whatever that process does with its files. */
class SecondProcessTest {

    private static final TenantId TENANT = TenantId.of("tenant");

    @TempDir
    Path folder;

    /** Locks a directory of the kind that is named, reads all its files, and has another process try the same if asked to. */
    static final class Opener {

        private Opener() {}

        /** Prints what came of it. */
        public static void main(String[] arguments) throws Exception {
            Path folder = Path.of(arguments[1]);
            boolean first = arguments.length > 2;
            try {
                switch (arguments[0]) {
                    case "data" -> {
                        try (StoragePlatform platform = open(folder.resolve("data"));
                                TenantStore store = platform.openOrCreate(TENANT)) {
                            store.put(first ? "first" : "second", new byte[1]);
                            opened(folder, "data", first);
                            store.put("third", new byte[1]);
                            store.flush();
                        }
                    }
                    case "backups" -> {
                        try (StoragePlatform platform = open(folder.resolve("data-" + first));
                                BackupDirectory backups = platform.backups(folder.resolve("backups"))) {
                            backups.create();
                            opened(folder, "backups", first);
                        }
                    }
                    default -> {
                        StorageTools.load().check(folder.resolve("data"), ToolProgress.NONE);
                        System.out.println("opened by process " + first);
                    }
                }
            } catch (DirectoryInUseException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }

        private static StoragePlatform open(Path data) {
            return StoragePlatform.builder(data).set("wal.max_file_mb", 1).open();
        }

        private static void opened(Path folder, String kind, boolean first) throws Exception {
            System.out.println("opened by process " + first);
            if (first) {
                try (Stream<Path> files = Files.walk(folder.resolve(kind))) {
                    for (Path file : files.filter(Files::isRegularFile).toList()) {
                        Files.readAllBytes(file);
                    }
                }
                System.out.print(run(kind, folder.toString()));
                if (kind.equals("data")) {
                    System.out.print(run("check", folder.toString()));
                }
            }
        }
    }

    /** Without access to native code, because with it the lock cannot be lost. */
    private static List<String> said(String... arguments) throws IOException {
        // the log of the JVM is on the same stream
        return run(arguments)
                .lines()
                .filter(line -> line.startsWith("opened by ") || line.startsWith("refused: "))
                .toList();
    }

    private static String run(String... arguments) throws IOException {
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx128m",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Opener.class.getName()),
                                Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void dataDirectoryWhoseFilesItsProcessReadIsRefusedToAnother() throws IOException {
        List<String> said = said("data", folder.toString(), "first");
        assertEquals(3, said.size(), said.toString());
        assertEquals("opened by process true", said.getFirst());
        for (String refused : said.subList(1, 3)) {
            assertTrue(
                    refused.startsWith("refused: the directory " + folder.resolve("data") + " is in use by process "),
                    said.toString());
        }
        try (StoragePlatform platform = StoragePlatform.open(folder.resolve("data"));
                TenantStore store = platform.open(TENANT)) {
            assertTrue(store.get("first").isPresent() && store.get("third").isPresent());
        }
    }

    @Test
    void backupDirectoryWhoseFilesItsProcessReadIsRefusedToAnother() throws IOException {
        List<String> said = said("backups", folder.toString(), "first");
        assertEquals(2, said.size(), said.toString());
        assertTrue(
                said.getLast()
                        .startsWith("refused: the directory " + folder.resolve("backups") + " is in use by process "),
                said.toString());
    }
}
