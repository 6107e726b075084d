package org.allidb.storage.vfs.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * The identity of a process, which no other process shares.
 *
 * @param pid its number
 * @param start when it began: on Linux in ticks since the boot, as the kernel counts them, elsewhere an instant
 * @param boot identity of the running kernel, {@value #UNKNOWN} where there is none
 * @param namespace the namespace in which the number counts, {@value #UNKNOWN} where there is none
 */
record ProcessIdentity(long pid, String start, String boot, String namespace) {

    private static final String UNKNOWN = "-";
    private static final Path PROC = Path.of("/proc");
    /** Fields of {@code /proc/PID/stat} behind the name of the program, which ends with a parenthesis; proc_pid_stat(5). */
    private static final int STATE = 0;

    private static final int START = 19;
    private static final int ADDRESS_SPACE = 20;

    /** Returns this process. */
    static ProcessIdentity current() throws IOException {
        long pid = ProcessHandle.current().pid();
        String[] stat = stat(pid);
        return new ProcessIdentity(
                pid, stat.length == 0 ? instant(ProcessHandle.current()) : stat[START], runningBoot(), ownNamespace());
    }

    /**
     * Returns whether another process knows that this one lives. It cannot know that of a process of another boot, machine or
     * namespace.
     */
    boolean isAliveSeenBy(ProcessIdentity asking) {
        if (!boot.equals(asking.boot) || !namespace.equals(asking.namespace)) {
            return false;
        }
        String[] stat = stat(pid);
        if (stat.length > 0) {
            // a process that ends releases its memory before its locks, and may stay as a zombie after that
            return stat[START].equals(start)
                    && !stat[STATE].equals("Z")
                    && !stat[STATE].equals("X")
                    && !stat[ADDRESS_SPACE].equals("0");
        }
        return ProcessHandle.of(pid)
                .filter(process -> process.isAlive() && instant(process).equals(start))
                .isPresent();
    }

    private static String instant(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse(UNKNOWN);
    }

    /** Returns the fields behind the name; none if there is no such process, or no such file system. */
    private static String[] stat(long pid) {
        try {
            String text = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
            return fields.length > ADDRESS_SPACE ? fields : new String[0];
        } catch (IOException e) {
            return new String[0];
        }
    }

    private static String runningBoot() {
        try {
            return Files.readString(PROC.resolve("sys/kernel/random/boot_id"), StandardCharsets.ISO_8859_1)
                    .strip();
        } catch (IOException e) {
            return UNKNOWN;
        }
    }

    private static String ownNamespace() {
        try {
            return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return UNKNOWN;
        }
    }
}
