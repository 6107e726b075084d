package org.allidb.storage.vfs.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One process, and in it one opener, has a directory. */
class LocalLockTest {

    /** The holder reads all files, as an archive for support does. */
    private static final String READS = "reads";
    /** The holder tries to take the lock a second time. */
    private static final String RETRIES = "retries";

    @TempDir
    Path directory;

    private ProcessBuilder holder(boolean nativeAccess) {
        return holder(nativeAccess, READS);
    }

    private ProcessBuilder holder(boolean nativeAccess, String then) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (nativeAccess) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), Holder.class.getName(), directory.toString(), then));
        return new ProcessBuilder(command);
    }

    /** Takes the lock, does what its arguments say, reports it, and waits to be killed. */
    static final class Holder {

        private Holder() {}

        /** Waits. */
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            try (VfsLock lock = new LocalVfsProvider().open(directory).lock("LOCK", "the other process")) {
                if (arguments[1].equals(READS)) {
                    readAll(directory);
                } else {
                    assertThrows(
                            FileLockedException.class,
                            () -> new LocalVfsProvider().open(directory).lock("LOCK", "the second"));
                }
                System.out.println("locked " + lock.getClass().getSimpleName());
                // until it is killed, or its parent is gone
                while (System.in.read() >= 0) {
                    continue;
                }
            }
        }
    }

    private static void readAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.readAllBytes(file);
            }
        }
    }

    /** What another process says that tries to take the lock; one that gets it gives it back at once. */
    private String tried(boolean nativeAccess) throws IOException {
        Process process = holder(nativeAccess).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void secondOpenerInThisProcessIsToldWhoHoldsIt() throws IOException {
        Vfs files = new LocalVfsProvider().open(directory);
        VfsLock first = files.lock("LOCK", "the first");
        FileLockedException told = assertThrows(FileLockedException.class, () -> files.lock("LOCK", "the second"));
        assertEquals("the first", told.holder());
        assertEquals(
                "the directory " + directory.toRealPath()
                        + " is in use by the first; close it there first, or use another directory",
                told.getMessage());
        first.close();
        VfsLock second = files.lock("LOCK", "the second");
        first.close();
        assertThrows(FileLockedException.class, () -> files.lock("LOCK", "the third"));
        second.close();
    }

    /** Closing any channel of a locked file gives up the lock of the whole process: who is refused must open none. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lockOutlivesASecondOpenerInThisProcess(boolean nativeAccess) throws Exception {
        Vfs files = new LocalVfsProvider().open(directory);
        try (VfsLock lock = files.lock("LOCK", "this process")) {
            assertThrows(FileLockedException.class, () -> files.lock("LOCK", "the second"));
            // the same file by another name, as in a directory that is mounted twice
            Files.createLink(directory.resolve("ALIAS"), directory.resolve("LOCK"));
            assertThrows(FileLockedException.class, () -> files.lock("ALIAS", "the second"));
            String output = tried(nativeAccess);
            assertTrue(output.contains("in use by this process"), lock + " " + output);
        }
    }

    @Test
    void secondClassLoaderOfThisProcessIsRefused() throws Exception {
        Vfs files = new LocalVfsProvider().open(directory);
        URL[] jars = Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
                .map(LocalLockTest::url)
                .toArray(URL[]::new);
        try (VfsLock lock = files.lock("LOCK", "the first class loader");
                URLClassLoader second = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader())) {
            Class<?> provider = second.loadClass(LocalVfsProvider.class.getName());
            Object theirs = provider.getMethod("open", Path.class)
                    .invoke(provider.getConstructor().newInstance(), directory);
            Method locks = second.loadClass(Vfs.class.getName()).getMethod("lock", String.class, String.class);
            String told = assertThrows(
                            java.lang.reflect.InvocationTargetException.class,
                            () -> locks.invoke(theirs, "LOCK", "the second class loader"))
                    .getCause()
                    .getMessage();
            assertTrue(told.contains("in use by the first class loader"), lock + told);
        }
    }

    /** The other process reads its lock file, which gives its record lock up; this one gets the lock and finds it alive. */
    @ParameterizedTest
    @CsvSource({"false,false", "false,true", "true,false", "true,true"})
    void lockOutlivesWhoReadsTheFilesOfTheDirectory(boolean theirs, boolean ours) throws Exception {
        Process process =
                holder(theirs).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = process.inputReader()) {
            assertTrue(lines.readLine().startsWith("locked"));
            String told = tried(ours);
            assertTrue(told.contains("in use by the other process;"), told);
        } finally {
            process.destroyForcibly().waitFor();
        }
        String output = tried(ours);
        assertTrue(output.startsWith("locked"), "the lock of a killed process remains: " + output);
        assertEquals(0, Files.size(directory.resolve("LOCK")), "a lock that was closed names nobody");
    }

    /** As for a process of another container, whose number says nothing: the file names no process. */
    @ParameterizedTest
    @CsvSource({"false,retries", "true,retries", "true,reads"})
    void kernelsLockHoldsWithoutTheName(boolean theirs, String then) throws Exception {
        Process process = holder(theirs, then)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = process.inputReader()) {
            assertTrue(lines.readLine().startsWith("locked"));
            Files.writeString(directory.resolve("LOCK"), "");
            Vfs files = new LocalVfsProvider().open(directory);
            FileLockedException told = assertThrows(FileLockedException.class, () -> files.lock("LOCK", "this one"));
            assertEquals("", told.holder());
            assertTrue(tried(false).contains("is in use;"));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** No warning of the JVM about native access, asked for or not. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsPrintedByTheWay(boolean nativeAccess) throws Exception {
        assertEquals("locked LocalLock" + System.lineSeparator(), tried(nativeAccess));
    }

    @Test
    void otherProcessIsToldAndItsEndGivesTheLockBack() throws Exception {
        Process process =
                holder(false).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Vfs files = new LocalVfsProvider().open(directory);
        try (BufferedReader lines = process.inputReader()) {
            assertTrue(lines.readLine().startsWith("locked"));
            FileLockedException told = assertThrows(FileLockedException.class, () -> files.lock("LOCK", "this one"));
            assertEquals("the other process", told.holder());
        } finally {
            process.destroyForcibly().waitFor();
        }
        files.lock("LOCK", "this one").close();
    }

    /** A process that was killed stays in the system's table until its parent asks for it, which some never do. */
    @Test
    void killedProcessWhoseParentDoesNotCareHoldsNoLock() throws Exception {
        List<String> command = new ArrayList<>(holder(false).command());
        String java = String.join("' '", command);
        // the shell becomes a program that waits for its input, not for its child; a child in the background has no
        // input
        Process parent = new ProcessBuilder("sh", "-c", "exec 3<&0; '" + java + "' <&3 & echo $!; exec cat <&3")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines = parent.inputReader()) {
            long pid = Long.parseLong(lines.readLine());
            assertTrue(lines.readLine().startsWith("locked"));
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            Path stat = Path.of("/proc/" + pid + "/stat");
            assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
                while (!Files.readString(stat, StandardCharsets.ISO_8859_1).contains(") Z ")) {
                    Thread.onSpinWait();
                }
            });
            assertTrue(Files.size(directory.resolve("LOCK")) > 0, "it was killed, and has not closed the lock");
            new LocalVfsProvider().open(directory).lock("LOCK", "this one").close();
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    /** A process that is named holds nothing, because the kernel gave the lock to us, unless the very same process lives. */
    @Test
    void staleNamesDoNotKeepTheDirectoryLocked() throws Exception {
        Process process =
                holder(false).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Vfs files = new LocalVfsProvider().open(directory);
        Path lock = directory.resolve("LOCK");
        try (BufferedReader lines = process.inputReader()) {
            assertTrue(lines.readLine().startsWith("locked"));
            String living = Files.readString(lock);
            assertThrows(FileLockedException.class, () -> files.lock("LOCK", "this one"));
            LockHolder holder = LockHolder.parse(living.getBytes(StandardCharsets.UTF_8));
            for (String stale : List.of(
                    "",
                    "process 1\n",
                    "torn at some pl",
                    living.substring(0, living.length() - 1),
                    living.replace("pid=" + holder.process().pid(), "pid=4999999"),
                    living.replace("start=", "start=1"),
                    living.replace("boot=", "boot=another-"),
                    living.replace("namespace=pid", "namespace=another"),
                    living.replace("file=", "file=of-a-copy-"))) {
                Files.writeString(lock, stale);
                files.lock("LOCK", "this one").close();
            }
            // the copy of a directory that is open is another directory
            Path copy = Files.createDirectory(directory.resolve("copy"));
            Files.writeString(copy.resolve("LOCK"), living);
            new LocalVfsProvider().open(copy).lock("LOCK", "this one").close();
            Files.writeString(lock, living);
            assertThrows(FileLockedException.class, () -> files.lock("LOCK", "this one"));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void interruptedThreadTakesAndClosesTheLockAndStaysInterrupted() throws Exception {
        Vfs files = new LocalVfsProvider().open(directory);
        Thread.currentThread().interrupt();
        VfsLock lock = files.lock("LOCK", "this process");
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        String told = tried(false);
        assertTrue(told.contains("in use by this process"), told);
        Thread.currentThread().interrupt();
        lock.close();
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertTrue(tried(false).startsWith("locked"));
    }

    @Test
    void whatIsNoFileIsNotLocked() throws IOException {
        Vfs files = new LocalVfsProvider().open(directory);
        Files.createDirectory(directory.resolve("LOCK"));
        String told = assertThrows(IOException.class, () -> files.lock("LOCK", "this process"))
                .getMessage();
        assertTrue(told.startsWith(directory.toRealPath().resolve("LOCK") + " is no regular file"), told);
        Files.delete(directory.resolve("LOCK"));
        files.lock("LOCK", "this process").close();
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
