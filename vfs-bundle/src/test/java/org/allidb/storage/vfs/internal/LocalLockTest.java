package org.allidb.storage.vfs.internal;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** One process, and in it one opener, has a directory. */
class LocalLockTest {

    @TempDir
    Path directory;

    private ProcessBuilder holder() {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory.toString());
    }

    /** Takes the lock, says so, and waits to be killed. */
    static final class Holder {

        private Holder() {}

        /** Waits. */
        public static void main(String[] arguments) throws Exception {
            try (VfsLock lock = new LocalVfsProvider().open(Path.of(arguments[0])).lock("LOCK", "the other process")) {
                System.out.println("locked " + lock.getClass().getSimpleName());
                // until it is killed, or nobody is there to do it
                while (System.in.read() >= 0) {
                    continue;
                }
            }
        }
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
    @Test
    void lockOutlivesASecondOpenerInThisProcess() throws Exception {
        Vfs files = new LocalVfsProvider().open(directory);
        try (VfsLock lock = files.lock("LOCK", "this process")) {
            assertThrows(FileLockedException.class, () -> files.lock("LOCK", "the second"));
            Process process = holder().redirectErrorStream(true).start();
            // one that gets the lock ends with its input
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertTrue(output.contains("in use by this process"), lock + " " + output);
        }
    }

    @Test
    void otherProcessIsToldAndItsEndGivesTheLockBack() throws Exception {
        Process process = holder().redirectError(ProcessBuilder.Redirect.INHERIT).start();
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
}
