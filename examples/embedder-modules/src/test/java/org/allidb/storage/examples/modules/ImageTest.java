package org.allidb.storage.examples.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links the program, the storage and what they need of the JDK into an image of their own, and runs it. */
class ImageTest {

    private static final String PROGRAM = "org.allidb.storage.examples.modules";

    @Test
    void programRunsFromAnImageOfItsOwn(@TempDir Path directory) throws Exception {
        Path image = directory.resolve("image");
        link(image);
        Path data = directory.resolve("data");
        assertEquals("start number 1", run(image, data));
        long start = System.nanoTime();
        assertEquals("start number 2", run(image, data));
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("ImageTest: an image of " + (bytes(image) >> 20)
                + " MiB; started, opened, read, written, closed and ended in " + millis + " ms");
    }

    private static void link(Path image) {
        String modules = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        StringWriter output = new StringWriter();
        PrintWriter printer = new PrintWriter(output);
        int code = ToolProvider.findFirst("jlink")
                .orElseThrow()
                .run(
                        printer,
                        printer,
                        "--module-path",
                        modules,
                        "--add-modules",
                        PROGRAM,
                        "--launcher",
                        "counter=" + PROGRAM + "/" + PROGRAM + ".Counter",
                        "--add-options=--enable-native-access=org.allidb.storage.vfs",
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--compress",
                        "zip-6",
                        "--output",
                        image.toString());
        assertEquals(0, code, output::toString);
    }

    private static String run(Path image, Path data) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(image.resolve("bin/counter").toString(), data.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.strip();
    }

    private static long bytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
