package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.allidb.storage.distribution.Machine.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cache that {@code tune} makes is used as long as it fits, and left out with one line when it does not. The JVM is a script that
 * says which arguments it got, and makes the file that it is told to make.
 */
class TuneTest {

    private static final Path BIN = Path.of("src/main/dist/bin");
    private static final String STALE = " was made for another JDK, installation or ALLIDB_JAVA_OPTS, and is not used;"
            + " 'allidb tune' makes another one";

    @TempDir
    Path directory;

    private Machine machine;
    private Path home;
    private Path allidb;

    @BeforeEach
    void install() throws IOException {
        machine = Machine.with(
                directory, "bash", "cat", "cksum", "dirname", "mkdir", "mktemp", "mv", "readlink", "rm", "touch");
        home = directory.resolve("home");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(Files.createDirectories(home.resolve("lib")).resolve("launcher.jar"), "one");
        for (String script : List.of("allidb", "find-java")) {
            Path copy = home.resolve("bin").resolve(script);
            Files.copy(BIN.resolve(script), copy);
            assertTrue(copy.toFile().setExecutable(true));
        }
        allidb = home.resolve("bin/allidb");
        jvm("25.0.3", "for a in \"$@\"; do case $a in -XX:AOTCacheOutput=*) echo made > \"${a#*=}\";; esac; done");
    }

    private void jvm(String version, String behaviour) throws IOException {
        machine.runtime(machine.jvm("jdk"), behaviour, "echo \"$*\"");
        Files.writeString(machine.jvm("jdk").resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    }

    private Outcome run(String options, String command) throws Exception {
        return machine.run(Map.of("ALLIDB_JAVA_OPTS", options), allidb, command);
    }

    private Path cache() {
        return home.resolve("aot/allidb.aot");
    }

    private void assertUsed(Outcome outcome) {
        assertEquals(List.of(), outcome.errors());
        assertTrue(outcome.output().getFirst().contains("-XX:AOTCache=" + cache() + " "), outcome.toString());
    }

    private void assertStale(Outcome outcome) {
        assertEquals(List.of("allidb: " + cache() + STALE), outcome.errors());
        assertEquals(0, outcome.exit());
        assertFalse(outcome.output().getFirst().contains("AOT"), outcome.toString());
    }

    @Test
    void cacheIsMadeByARunThatTrainsAndUsedByAllThatFollow() throws Exception {
        Outcome plain = run("", "run");
        assertEquals(List.of(), plain.errors());
        assertFalse(plain.output().getFirst().contains("AOT"), plain.toString());
        Outcome tuned = run("", "tune");
        assertEquals(List.of(), tuned.errors());
        assertEquals(
                List.of(
                        "The container runs once on a scratch directory; this takes half a minute ...",
                        cache() + " is used from now on, until the JDK, the installation or ALLIDB_JAVA_OPTS change:"
                                + " then run 'allidb tune' again."),
                tuned.output());
        try (Stream<Path> files = Files.list(home.resolve("aot"))) {
            assertEquals(2, files.count(), "what it worked with is left");
        }
        Outcome run = run("", "run");
        assertUsed(run);
        String jvm = plain.output().getFirst();
        String same = run.output()
                .getFirst()
                .replaceFirst("-XX:AOTCache=\\S+ -XX:AOTMode=auto -Xlog:aot\\*=off -Xlog:cds\\*=off ", "");
        assertEquals(jvm, same, "another difference than the cache");
    }

    @Test
    void memoryAndPropertiesMayDiffer() throws Exception {
        run("-Xmx1g", "tune");
        assertUsed(run("-Xmx2g -Xss1m -Dx=y -Xlog:gc -XX:MaxRAMPercentage=60", "run"));
    }

    @Test
    void cacheOfAnotherJdkClassPathOrOptionsIsLeftOutWithOneLine() throws Exception {
        run("", "tune");
        assertStale(run("-XX:+UseZGC", "run"));
        Files.writeString(home.resolve("lib/launcher.jar"), "two");
        assertStale(run("", "run"));
        Files.writeString(home.resolve("lib/launcher.jar"), "one");
        assertUsed(run("", "run"));
        Files.writeString(machine.jvm("jdk").resolve("release"), "JAVA_VERSION=\"25.0.4\"\n");
        assertStale(run("", "run"));
        run("", "tune");
        assertUsed(run("", "run"));
    }

    @Test
    void cacheOfTheUserIsNotReplaced() throws Exception {
        run("", "tune");
        Outcome outcome = run("-XX:AOTCache=mine", "run");
        assertEquals(List.of(), outcome.errors());
        assertFalse(outcome.output().getFirst().contains(cache().toString()), outcome.toString());
    }

    @Test
    void runThatFailsLeavesTheCacheThatWasThere() throws Exception {
        run("", "tune");
        jvm("25.0.3", "echo 'no space left'; exit 3");
        Outcome failed = run("", "tune");
        assertEquals(1, failed.exit());
        assertEquals(
                List.of(
                        "no space left",
                        "allidb: no cache was made; the lines above say why, and 'run' works without one"),
                failed.errors());
        assertEquals("made\n", Files.readString(cache()));
        jvm("25.0.3", "");
        assertEquals(1, run("", "tune").exit(), "a cache that is not there was installed");
        assertUsed(run("", "run"));
    }

    /** What the service's environment says of its door and its data is not for the run that trains. */
    @Test
    void trainingHasNoParametersOfTheEnvironment() throws Exception {
        jvm("25.0.3", "echo \"address ${ALLIDB_STORAGE_SERVER_ADDRESS-none}\"; exit 3");
        Outcome outcome = machine.run(Map.of("ALLIDB_STORAGE_SERVER_ADDRESS", "0.0.0.0"), allidb, "tune");
        assertEquals("address none", outcome.errors().getFirst());
    }
}
