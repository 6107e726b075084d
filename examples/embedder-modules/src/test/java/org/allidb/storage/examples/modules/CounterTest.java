package org.allidb.storage.examples.modules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts the program as its users do, in a process with a module path. */
class CounterTest {

    private static final String NATIVE_MODULES = "org.allidb.storage.vfs,org.lz4.java,com.github.luben.zstd_jni";

    @Test
    void keepsItsCountOnTheModulePath(@TempDir Path directory) throws Exception {
        assertEquals("start number 1", run(directory));
        assertEquals("start number 2", run(directory));
    }

    private static String run(Path directory) throws Exception {
        String modules = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=" + NATIVE_MODULES,
                        "--module-path",
                        modules,
                        "--module",
                        "org.allidb.storage.examples.modules/org.allidb.storage.examples.modules.Counter",
                        directory.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = process.inputReader()) {
            String all = output.lines().collect(Collectors.joining(System.lineSeparator()));
            assertEquals(0, process.waitFor(), all);
            return all;
        }
    }
}
