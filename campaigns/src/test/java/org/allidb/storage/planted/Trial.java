package org.allidb.storage.planted;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs a test class in a JVM of its own, with other classes in front of the product's. */
final class Trial {

    /** What became of it. */
    enum Outcome {
        PASSED,
        FAILED,
        /** It did not end: the test noticed nothing. */
        HUNG,
        /** It could not be run. */
        BROKEN
    }

    /**
     * What came out.
     *
     * @param seconds how long it took
     * @param output what it printed
     */
    record Result(Outcome outcome, double seconds, String output) {}

    private static final long MOST_MINUTES = 10;

    private final String test;
    private final Optional<Path> planted;

    /**
     * A trial.
     *
     * @param test the full name of the class
     * @param planted classes that come first, if any
     */
    Trial(String test, Optional<Path> planted) {
        this.test = test;
        this.planted = planted;
    }

    Result run(Path output) throws IOException, InterruptedException {
        Files.createDirectories(output.getParent());
        long start = System.nanoTime();
        Process process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended;
        try {
            ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        } finally {
            process.destroyForcibly();
        }
        Outcome outcome = !ended
                ? Outcome.HUNG
                : switch (process.exitValue()) {
                    case TrialMain.PASSED -> Outcome.PASSED;
                    case TrialMain.FAILED -> Outcome.FAILED;
                    default -> Outcome.BROKEN;
                };
        return new Result(outcome, (System.nanoTime() - start) / 1e9, Files.readString(output));
    }

    private List<String> command() {
        List<String> classPath = new ArrayList<>();
        planted.ifPresent(classes -> classPath.add(classes.toString()));
        classPath.add(Repository.testsWith(test).toString());
        classPath.add(System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                String.join(File.pathSeparator, classPath)));
        for (String property : List.of("allidb.seed", "java.util.logging.config.file")) {
            Optional.ofNullable(System.getProperty(property))
                    .ifPresent(value -> command.add("-D" + property + "=" + value));
        }
        command.addAll(List.of(TrialMain.class.getName(), test));
        return command;
    }
}
