package org.allidb.storage.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every decoder is fuzzed for a while, guided by the code that it reaches. In a build two processes take half of the decoders
 * each, because a process of a few seconds is mostly start-up.
 *
 * <ul>
 *   <li>{@code -Dallidb.fuzz=3600} fuzzes each for an hour in a process of its own, {@code -Dallidb.fuzz.only=Table} those
 *       whose names contain that.
 *   <li>A longer run keeps what it learns in {@code target/fuzzing/DECODER}, and the next one begins with that.
 *   <li>An input that fails is kept there too, under the name that is printed.
 * </ul>
 */
class EveryDecoderTest {

    private static final String SUFFIX = "Fuzz";
    private static final int SHORT_SECONDS = 1;
    private static final int SECONDS = Integer.parseInt(System.getProperty("allidb.fuzz", "" + SHORT_SECONDS));
    private static final boolean IS_SHORT = SECONDS == SHORT_SECONDS;
    /** The first compiler takes half of the time of a process that is short. */
    private static final List<String> COMPILER = IS_SHORT ? List.of("-XX:TieredStopAtLevel=1") : List.of();

    private static final String ONLY = System.getProperty("allidb.fuzz.only", "");
    /** The same in every build, unless another is asked for. */
    private static final int SEED = Integer.getInteger("allidb.fuzz.seed", 1);

    private static final int LAST_LINES = 60;
    private static final Pattern PROGRESS = Pattern.compile("cov: (\\d+) ");
    private static final Pattern INPUTS = Pattern.compile("(\\S+Fuzz): (\\d+) inputs");

    static List<Named<List<String>>> decoders() throws IOException {
        Path classes = classes();
        try (Stream<Path> files = Files.walk(classes)) {
            List<String> all = files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX + ".class") && name.contains(ONLY))
                    .map(name -> name.replace('/', '.').replace('\\', '.').replaceFirst("\\.class$", ""))
                    .filter(name -> !name.equals(DecodersFuzz.class.getName()))
                    .sorted()
                    .toList();
            if (!IS_SHORT) {
                return all.stream().map(name -> Named.of(name, List.of(name))).toList();
            }
            Map<Boolean, List<String>> halves =
                    all.stream().collect(Collectors.partitioningBy(name -> all.indexOf(name) % 2 == 0));
            return Stream.of(Named.of("even", halves.get(true)), Named.of("odd", halves.get(false)))
                    .filter(half -> !half.getPayload().isEmpty())
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("decoders")
    @Execution(ExecutionMode.CONCURRENT)
    void decodersTakeAnyBytes(List<String> decoders, TestInfo test) throws IOException, InterruptedException {
        Path directory =
                Files.createDirectories(classes().resolveSibling("fuzzing").resolve(test.getDisplayName()));
        Path output = directory.resolve("output.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "-Djazzer.max_duration=" + decoders.size() * SECONDS + "s",
                        "-Djazzer.instrument=org.allidb.storage.**",
                        "-Djazzer.internal.arg.0=" + DecodersFuzz.class.getName(),
                        "-Djazzer.internal.arg.1=-seed=" + SEED,
                        "-D" + DecodersFuzz.DECODERS + "=" + String.join(",", decoders),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FuzzedProcess.class.getName())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.command().addAll(1, COMPILER);
        builder.environment().put("JAZZER_FUZZ", "1");
        int exit = builder.start().waitFor();
        List<String> lines = Files.readAllLines(output);
        String told = String.join("\n", lines);
        assertEquals(
                0, exit, () -> String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
        Map<String, Integer> inputs = INPUTS.matcher(told)
                .results()
                .collect(Collectors.toMap(line -> line.group(1), line -> Integer.parseInt(line.group(2))));
        int covered = PROGRESS.matcher(told)
                .results()
                .mapToInt(line -> Integer.parseInt(line.group(1)))
                .max()
                .orElse(0);
        System.out.println(inputs + " inputs, " + covered + " edges covered");
        // decoders that were not reached, or whose classes were not instrumented, would cover next to nothing
        assertTrue(covered > 20 * decoders.size(), told);
        for (String decoder : decoders) {
            // how many it takes depends on the machine, and on what the fuzzer finds interesting
            assertTrue(inputs.getOrDefault(decoder, 0) > 20, () -> decoder + "\n" + told);
        }
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
}
