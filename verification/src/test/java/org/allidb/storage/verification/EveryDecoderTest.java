package org.allidb.storage.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every decoder is fuzzed for a while, guided by the code that it reaches.
 *
 * <ul>
 *   <li>{@code -Dallidb.fuzz=1h} fuzzes each for an hour, {@code -Dallidb.fuzz.only=Table} those whose names contain that.
 *   <li>A longer run keeps what it learns in {@code target/fuzzing/.cifuzz-corpus}, and the next one begins with that.
 *   <li>An input that fails is kept in {@code target/fuzzing}, under the name that is printed.
 * </ul>
 */
class EveryDecoderTest {

    private static final String SUFFIX = "Fuzz.class";
    private static final String SHORT = "2s";
    private static final String DURATION = System.getProperty("allidb.fuzz", SHORT);
    /** A process of a few seconds is mostly start-up: the first compiler takes half of its time. */
    private static final List<String> COMPILER =
            DURATION.equals(SHORT) ? List.of("-XX:TieredStopAtLevel=1") : List.of();

    private static final String ONLY = System.getProperty("allidb.fuzz.only", "");
    /** The same in every build, unless another is asked for. */
    private static final int SEED = Integer.getInteger("allidb.fuzz.seed", 1);

    private static final int LAST_LINES = 60;
    private static final Pattern PROGRESS = Pattern.compile("cov: (\\d+) .*exec/s: (\\d+)");
    private static final Pattern RUNS = Pattern.compile("Done (\\d+) runs in (\\d+) second");

    static List<String> decoders() throws IOException {
        Path classes = classes();
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX) && name.contains(ONLY))
                    .map(name -> name.replace('/', '.').replace('\\', '.').replaceFirst("\\.class$", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("decoders")
    @Execution(ExecutionMode.CONCURRENT)
    void decoderTakesAnyBytes(String decoder) throws IOException, InterruptedException {
        Files.createDirectories(target());
        Path output = target().resolve(decoder + ".txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-Djazzer.max_duration=" + DURATION,
                        "-Djazzer.instrument=org.allidb.storage.**",
                        "-Djazzer.internal.arg.0=" + decoder,
                        "-Djazzer.internal.arg.1=-seed=" + SEED,
                        "-cp",
                        System.getProperty("java.class.path"),
                        FuzzedProcess.class.getName(),
                        decoder)
                .directory(target().toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(1, COMPILER);
        builder.environment().put("JAZZER_FUZZ", "1");
        int exit = builder.start().waitFor();
        List<String> lines = Files.readAllLines(output);
        String told = String.join("\n", lines);
        assertEquals(
                0, exit, () -> String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
        Matcher runs = RUNS.matcher(told);
        assertTrue(runs.find(), told);
        int covered = PROGRESS.matcher(told)
                .results()
                .mapToInt(line -> Integer.parseInt(line.group(1)))
                .max()
                .orElse(0);
        System.out.println(
                decoder + ": " + runs.group(1) + " inputs in " + runs.group(2) + " s, " + covered + " edges covered");
        // a decoder that was not reached, or whose classes were not instrumented, would cover next to nothing
        assertTrue(covered > 20, told);
    }

    private static Path classes() {
        try {
            return Path.of(EveryDecoderTest.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path target() {
        return classes().resolveSibling("fuzzing");
    }
}
