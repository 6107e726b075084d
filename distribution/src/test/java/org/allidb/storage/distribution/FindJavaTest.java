package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.allidb.storage.distribution.Machine.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a machine without a JDK 25 one line says what to install, whatever the command. */
class FindJavaTest {

    private static final Path FIND_JAVA = Path.of("src/main/dist/bin/find-java").toAbsolutePath();
    private static final Path CHECKOUT = Path.of("../allidb").toAbsolutePath();
    private static final String SAYS_25 = "echo 'openjdk version \"25.0.1\"' >&2";
    /** A test fails if it is started. */
    private static final String SILENT = "exit 1";

    @TempDir
    Path directory;

    private Machine machine;

    @BeforeEach
    void install() throws IOException {
        machine = Machine.with(directory, "bash", "dirname", "readlink", "sed");
    }

    private List<String> found(Path script, String... arguments) throws Exception {
        return machine.run(Map.of(), script, arguments).output();
    }

    private static void release(Path runtime, String version) throws IOException {
        Files.writeString(runtime.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    }

    @Test
    void machineWithoutJavaIsToldInOneLineWhatToInstall() throws Exception {
        for (Path script : List.of(FIND_JAVA, CHECKOUT)) {
            Outcome outcome = machine.run(Map.of("HOME", directory.toString()), script, "help");
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
        Path java = machine.runtime(machine.jvm("java-25"), SAYS_25);
        assertEquals(List.of(java.toString()), found(FIND_JAVA));
    }

    @Test
    void runtimeWithoutCompilerIsPassedOverWhereAJdkIsWanted() throws Exception {
        machine.runtime(machine.jvm("a-runtime"), SAYS_25);
        Path java = machine.runtime(machine.jvm("b-jdk"), SAYS_25);
        Path compiler = Files.createFile(java.resolveSibling("javac"));
        assertTrue(compiler.toFile().setExecutable(true));
        assertEquals(List.of(java.toString()), found(FIND_JAVA, "--jdk"));
    }

    @Test
    void javaIsNotStartedIfItsFileSaysWhatItIs() throws Exception {
        machine.runtime(machine.jvm("a-too-old"), SAYS_25);
        release(machine.jvm("a-too-old"), "17.0.15");
        Path java = machine.runtime(machine.jvm("b"), SILENT);
        release(machine.jvm("b"), "25.0.3");
        assertEquals(List.of(java.toString()), found(FIND_JAVA));
    }

    @Test
    void runtimeOfTheDistributionIsTaken() throws Exception {
        machine.runtime(machine.jvm("another"), SAYS_25);
        Path home = directory.resolve("home");
        Path script = Files.createDirectories(home.resolve("bin")).resolve("find-java");
        Files.copy(FIND_JAVA, script);
        assertTrue(script.toFile().setExecutable(true));
        machine.runtime(home.resolve("runtime"), SILENT);
        release(home.resolve("runtime"), "25.0.3");
        assertEquals(List.of(home.resolve("bin").resolve("../runtime/bin/java").toString()), found(script));
    }

    /** Services and programs of a packet manager have no home directory. */
    @Test
    void javaIsFoundWithoutAHomeDirectory() throws Exception {
        Outcome outcome = machine.run(Map.of("ALLIDB_JVMS", ""), FIND_JAVA);
        assertEquals(
                List.of(),
                outcome.errors().stream()
                        .filter(line -> line.contains("unbound"))
                        .toList());
    }
}
