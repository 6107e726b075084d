package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A machine as scripts see it: a path that has the shell's tools and no Java, and a folder of Java runtimes, empty at first.
 *
 * @param root a directory of its own
 */
record Machine(Path root) {

    /** What a script did. */
    record Outcome(int exit, List<String> output, List<String> errors) {}

    /** Makes one in an empty directory. */
    static Machine with(Path root, String... tools) throws IOException {
        Path bin = Files.createDirectories(root.resolve("bin"));
        for (String tool : tools) {
            Files.createSymbolicLink(bin.resolve(tool), onThePath(tool));
        }
        return new Machine(root);
    }

    private static Path onThePath(String tool) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
    }

    /** Installs a runtime that is a script; returns its program. */
    Path runtime(Path folder, String... lines) throws IOException {
        Path java = Files.createDirectories(folder.resolve("bin")).resolve("java");
        Files.writeString(java, "#!/usr/bin/env bash\n" + String.join("\n", lines) + "\n");
        assertTrue(java.toFile().setExecutable(true));
        return java;
    }

    /** Returns where a runtime of that name is found. */
    Path jvm(String name) {
        return root.resolve("jvms").resolve(name);
    }

    /** Runs a script with an environment that has nothing else. */
    Outcome run(Map<String, String> more, Path script, String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(script.toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().clear();
        builder.environment().put("PATH", root.resolve("bin").toString());
        builder.environment().put("ALLIDB_JVMS", root.resolve("jvms").toString());
        builder.environment().putAll(more);
        Path output = root.resolve("output");
        Path errors = root.resolve("errors");
        int exit = builder.redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        return new Outcome(exit, Files.readAllLines(output), Files.readAllLines(errors));
    }
}
