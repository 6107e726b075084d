package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine without a JDK 25 one line says what to install, whatever the command. */
class FindJavaTest {

    private static final Path FIND_JAVA = Path.of("src/main/dist/bin/find-java").toAbsolutePath();
    private static final Path CHECKOUT = Path.of("../allidb").toAbsolutePath();

    @TempDir
    Path machine;

    private record Outcome(int exit, List<String> output, List<String> errors) {}

    /** A path that has the shell's tools, and no Java. */
    @BeforeEach
    void installTools() throws IOException {
        Path bin = Files.createDirectories(machine.resolve("bin"));
        for (String tool : List.of("bash", "dirname", "readlink", "sed")) {
            Files.createSymbolicLink(bin.resolve(tool), onThePath(tool));
        }
    }

    private static Path onThePath(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    private Outcome run(Path jvms, Path script, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", machine.resolve("bin").toString());
        builder.environment().put("HOME", machine.toString());
        builder.environment().put("ALLIDB_JVMS", jvms.toString());
        Path output = machine.resolve("output");
        Path errors = machine.resolve("errors");
        int exit = builder.redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Outcome(exit, Files.readAllLines(output), Files.readAllLines(errors));
    }

    private Path runtime(String name) throws IOException {
        Path bin = Files.createDirectories(machine.resolve("jvms").resolve(name).resolve("bin"));
        Path java = bin.resolve("java");
        Files.writeString(java, "#!/usr/bin/env bash\necho 'openjdk version \"25.0.1\"' >&2\n");
        assertTrue(java.toFile().setExecutable(true));
        return java;
    }

    @Test
    void machineWithoutJavaIsToldInOneLineWhatToInstall() throws Exception {
        for (Path script : List.of(FIND_JAVA, CHECKOUT)) {
            Outcome outcome = run(machine.resolve("jvms"), script, "help");
            assertEquals(1, outcome.exit());
            assertEquals(List.of(), outcome.output());
            assertEquals(
                    List.of("allidb needs a JDK 25 or later and found none in JAVA_HOME, on the path or in"
                            + " /usr/lib/jvm: install one, for example with 'apt install openjdk-25-jdk' or"
                            + " Temurin 25 of adoptium.net, or set JAVA_HOME."),
                    outcome.errors());
        }
    }

    @Test
    void javaIsFoundInTheUsualPlaces() throws Exception {
        Path java = runtime("java-25");
        assertEquals(
                List.of(java.toString()),
                run(machine.resolve("jvms"), FIND_JAVA).output());
    }

    @Test
    void runtimeWithoutCompilerIsPassedOverWhereAJdkIsWanted() throws Exception {
        runtime("a-runtime");
        Path java = runtime("b-jdk");
        Path compiler = Files.createFile(java.resolveSibling("javac"));
        assertTrue(compiler.toFile().setExecutable(true));
        assertEquals(
                List.of(java.toString()),
                run(machine.resolve("jvms"), FIND_JAVA, "--jdk").output());
    }
}
