package org.allidb.storage.examples.embedder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md prints is what works. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..", "..");

    @TempDir
    Path directory;

    @Test
    void programRunsAsPrinted() throws IOException, InterruptedException {
        Path program =
                Files.writeString(directory.resolve("Hello.java"), block("java").getFirst());
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.toString())
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(3, output.lines().count(), output);
        assertTrue(Files.isDirectory(directory.resolve("data")));
    }

    @Test
    void programHasTenLines() throws IOException {
        // without the blank line and the import
        assertEquals(
                10,
                block("java").getFirst().lines().filter(line -> !line.isBlank()).count() - 1);
    }

    @Test
    void dependencyNamesThisVersion() throws IOException {
        String bom = Files.readString(ROOT.resolve("bom/pom.xml"));
        Matcher managed = Pattern.compile(
                        "<artifactId>allidb-storage-embedded</artifactId>\\s*<version>([^<]+)</version>")
                .matcher(bom);
        assertTrue(managed.find());
        assertEquals("""
            <dependency>
              <groupId>org.allidb.storage</groupId>
              <artifactId>allidb-storage-embedded</artifactId>
              <version>%s</version>
            </dependency>
            """.formatted(managed.group(1)), block("xml").getFirst());
    }

    private static List<String> block(String language) throws IOException {
        Matcher matcher = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(Files.readString(ROOT.resolve("README.md")));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        return blocks;
    }
}
