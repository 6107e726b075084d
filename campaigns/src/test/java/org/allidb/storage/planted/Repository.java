package org.allidb.storage.planted;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the sources, the planted bugs and the compiled tests are. */
final class Repository {

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path ROOT = MODULE.getParent();
    private static final String SUFFIX = ".bug";

    private Repository() {}

    /** Every planted bug, by name. */
    static List<PlantedBug> bugs() {
        Path folder = MODULE.resolve("src/test/planted");
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(file -> PlantedBug.parse(nameOf(folder.relativize(file)), read(file)))
                    .sorted((a, b) -> a.name().compareTo(b.name()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the repository as text. */
    static String text(String file) {
        return read(ROOT.resolve(file));
    }

    /** The folder of compiled tests that has a class. */
    static Path testsWith(String className) {
        String source = "src/test/java/" + className.replace('.', '/') + ".java";
        String compiled = "target/test-classes/" + className.replace('.', '/') + ".class";
        try (Stream<Path> modules = Files.list(ROOT)) {
            Path module = modules.filter(folder -> Files.exists(folder.resolve(source)))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no module has a test " + className));
            if (!Files.exists(module.resolve(compiled))) {
                throw new IllegalStateException(
                        className + " is not compiled; build " + module.getFileName() + " first");
            }
            return module.resolve("target/test-classes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file in the folder of what this module builds. */
    static Path built(String file) {
        return MODULE.resolve("target").resolve(file);
    }

    private static String nameOf(Path file) {
        String name = file.toString().replace('\\', '/');
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
