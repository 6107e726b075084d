package org.allidb.storage.benchmarks.jvm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Fresh JVMs. All have the same flags, those that lmdbjava needs or advises included. */
public final class Jvm {

    private static final List<String> FLAGS = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "--add-opens=java.base/java.nio=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-Dlmdbjava.disable.checks=true");

    private Jvm() {}

    /** Runs it without a limit of memory of its own. */
    public static int run(List<String> flags, Class<?> main, List<String> arguments, long longestMinutes)
            throws IOException, InterruptedException {
        return run(MemoryLimit.NONE, flags, main, arguments, longestMinutes);
    }

    /**
     * Runs a main class of this class path in a JVM of its own.
     *
     * @param limit what limits its memory
     * @param flags more flags of the JVM
     * @param main the class
     * @param arguments its arguments
     * @param longestMinutes after which it is ended
     * @return its status
     */
    public static int run(
            MemoryLimit limit, List<String> flags, Class<?> main, List<String> arguments, long longestMinutes)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(limit.prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(FLAGS);
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread onExit = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(onExit);
        if (!process.waitFor(longestMinutes, TimeUnit.MINUTES)) {
            process.destroyForcibly().waitFor();
        }
        Runtime.getRuntime().removeShutdownHook(onExit);
        return process.exitValue();
    }
}
