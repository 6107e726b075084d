package org.allidb.storage.upgrades;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** A data directory and a directory of backups in an archive, and beside it what is in them, for people to read. */
final class GoldenDirectory {

    /** The data directory in the archive. */
    static final String DATA = "data";
    /** The backups in the archive. */
    static final String BACKUPS = "backups";

    private static final long SOME_TIME = 1_750_000_000_000L;

    private GoldenDirectory() {}

    /**
     * Writes an archive and its listing.
     *
     * @throws FileAlreadyExistsException if there is one of that version: what was released is not written again
     */
    static void write(Path golden, String version, Path scratch) throws IOException {
        Path archive = golden.resolve(version + ".zip");
        Path listing = golden.resolve(version + ".txt");
        for (Path file : List.of(archive, listing)) {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(
                        file.toString(), null, "a golden directory is never written again; choose another version");
            }
        }
        String text = GoldenRows.write(scratch);
        Files.createDirectories(golden);
        Files.writeString(listing, text, StandardOpenOption.CREATE_NEW);
        try (OutputStream out = Files.newOutputStream(archive, StandardOpenOption.CREATE_NEW);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            zip.setLevel(9);
            for (Path file : files(scratch)) {
                ZipEntry entry =
                        new ZipEntry(scratch.relativize(file).toString().replace('\\', '/'));
                entry.setTime(SOME_TIME);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    /** Brings an archive to a directory. */
    static void extract(Path archive, Path target) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException(entry.getName() + " lies outside of the archive");
                }
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }

    /** The files below a directory, sorted; but for locks. */
    static List<Path> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("LOCK"))
                    .sorted()
                    .toList();
        }
    }
}
