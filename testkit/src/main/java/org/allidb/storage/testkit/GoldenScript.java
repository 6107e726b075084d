package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A text file of cases with the expected output beside each, so that a change of behaviour is a readable diff.
 *
 * <pre>
 *   # a comment
 *   command and arguments
 *   input
 *   ----
 *   output
 * </pre>
 *
 * <ul>
 *   <li>An empty line ends a case. Lines that begin with {@code #} are comments, but not in the output.
 *   <li>To add a case, write its command and input, and run the test with {@code -Dallidb.golden.update=true}: it writes
 *       the output of all cases into the file. Read the diff before you commit it.
 * </ul>
 */
@ProviderType
public final class GoldenScript {

    private static final String UPDATE = "allidb.golden.update";
    private static final String DIVIDER = "----";

    private final Path file;
    private final Interpreter interpreter;

    /** Carries out the cases of a script. */
    @FunctionalInterface
    @ConsumerType
    public interface Interpreter {

        /**
         * Carries out a case.
         *
         * @param command its first line
         * @param input the lines after it
         * @return the output, without empty lines
         * @throws Exception fails the test
         */
        String run(String command, List<String> input) throws Exception;
    }

    private GoldenScript(Path file, Interpreter interpreter) {
        this.file = file;
        this.interpreter = interpreter;
    }

    /**
     * Returns a test for each script in a directory.
     *
     * @param directory holds files that end in {@code .golden}, as {@code src/test/golden} of a module
     * @param interpreter carries out their cases
     * @return the tests, for a {@link org.junit.jupiter.api.TestFactory}
     * @throws IOException if the directory cannot be read
     */
    public static List<DynamicTest> tests(Path directory, Interpreter interpreter) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".golden"))
                    .sorted()
                    .map(file -> DynamicTest.dynamicTest(
                            file.getFileName().toString(), () -> new GoldenScript(file, interpreter).check()))
                    .toList();
        }
    }

    private void check() throws Exception {
        String expected = Files.readString(file);
        String actual = carryOut(expected);
        if (Boolean.getBoolean(UPDATE)) {
            Files.writeString(file, actual);
        } else {
            assertEquals(expected, actual, file + ": if the change is meant, run with -D" + UPDATE + "=true");
        }
    }

    private String carryOut(String script) throws Exception {
        List<String> blocks = new ArrayList<>();
        for (String block : script.strip().split("\n(?: *\n)+", -1)) {
            List<String> lines = block.lines().toList();
            int divider = lines.indexOf(DIVIDER);
            List<String> before = divider < 0 ? lines : lines.subList(0, divider);
            List<String> said =
                    before.stream().filter(line -> !line.startsWith("#")).toList();
            if (said.isEmpty()) {
                blocks.add(block);
            } else {
                String output = interpreter
                        .run(said.getFirst(), said.subList(1, said.size()))
                        .strip();
                assertEquals(output, output.replaceAll("\n\\s*\n", "\n"), "the output has empty lines");
                blocks.add(String.join("\n", before) + "\n" + DIVIDER + "\n" + output);
            }
        }
        return String.join("\n\n", blocks) + "\n";
    }
}
