package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each process has a cache of its own, and deletes those of processes that are gone. */
class CacheDirectoryTest {

    @TempDir
    Path caches;

    /** Has a cache until it is killed. */
    static final class Holder {

        private Holder() {}

        /** Waits. */
        public static void main(String[] arguments) throws Exception {
            CacheDirectory cache = CacheDirectory.create(Path.of(arguments[0]));
            Files.createDirectories(cache.path().resolve("bundle0"));
            System.out.println(cache.path());
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }

    private Process holder() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        caches.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** The number of a process says nothing: in two containers both have number 1. */
    @Test
    void cacheOfALivingProcessStaysAndThatOfAKilledOneIsDeleted() throws Exception {
        Path foreign = Files.createDirectories(caches.resolve("letters"));
        Process process = holder();
        try (BufferedReader lines = process.inputReader()) {
            Path theirs = Path.of(lines.readLine());
            try (CacheDirectory ours = CacheDirectory.create(caches)) {
                assertNotEquals(theirs, ours.path());
            }
            assertTrue(Files.isDirectory(theirs.resolve("bundle0")), "the cache of a living process was deleted");
            process.destroyForcibly().waitFor();
            try (CacheDirectory ours = CacheDirectory.create(caches)) {
                Files.createDirectories(ours.path().resolve("bundle0"));
                assertTrue(Files.notExists(theirs), "it stays for ever");
                assertTrue(Files.isDirectory(ours.path().resolve("bundle0")));
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> left = Files.list(caches)) {
            assertEquals(List.of(foreign), left.toList());
        }
    }

    @Test
    void oneThatIsClosedIsGoneWithItsLock() throws IOException {
        CacheDirectory cache = CacheDirectory.create(caches);
        Files.createDirectories(cache.path().resolve("bundle0"));
        cache.close();
        cache.close();
        try (Stream<Path> left = Files.list(caches)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void fileThatIsHeldIsNotTakenTwice() throws IOException {
        Path path = caches.resolve("demo.lock");
        HeldFile held = HeldFile.take(path).orElseThrow();
        assertTrue(HeldFile.take(path).isEmpty());
        held.close();
        assertTrue(Files.notExists(path));
        HeldFile.take(path).orElseThrow().close();
    }
}
