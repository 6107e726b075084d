package org.allidb.storage.itests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that this process has open or mapped, where the operating system tells (Linux); elsewhere none. */
final class OpenFiles {

    private static final Path PROCESS = Path.of("/proc/self");
    private static final String DELETED = " (deleted)";

    private OpenFiles() {}

    /** Those in a directory that are deleted, each as often as it is open or mapped. */
    static List<String> deletedIn(Path directory) throws IOException {
        List<String> deleted = new ArrayList<>();
        if (Files.isDirectory(PROCESS.resolve("fd"))) {
            try (Stream<Path> descriptors = Files.list(PROCESS.resolve("fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    deleted.add("open: " + target(descriptor));
                }
            }
            Files.readAllLines(PROCESS.resolve("maps")).forEach(line -> deleted.add("mapped: " + line));
        }
        deleted.removeIf(file -> !file.endsWith(DELETED) || !file.contains(directory.toString()));
        return deleted;
    }

    private static String target(Path descriptor) throws IOException {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (NoSuchFileException e) {
            return "closed meanwhile";
        }
    }
}
