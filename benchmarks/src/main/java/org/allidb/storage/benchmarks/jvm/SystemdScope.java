package org.allidb.storage.benchmarks.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A transient scope: {@code systemd-run} becomes the command. Of the user's own systemd if the user is not root.
 *
 * @param megabytes the limit
 */
record SystemdScope(int megabytes) implements MemoryLimit {

    private static final Path RUNNING = Path.of("/run/systemd/system");
    private static final Path COMMAND = Path.of("/usr/bin/systemd-run");
    private static final Path OWN_FILES = Path.of("/proc/self");

    static boolean isHere() {
        return Files.isDirectory(RUNNING) && Files.isExecutable(COMMAND);
    }

    @Override
    public List<String> prefix() {
        List<String> words = new ArrayList<>(List.of(COMMAND.toString(), "--scope", "--quiet", "--collect"));
        if (!isRoot()) {
            words.add("--user");
        }
        words.addAll(List.of("-p", "MemoryMax=" + megabytes + "M", "-p", "MemorySwapMax=0", "--"));
        return words;
    }

    private static boolean isRoot() {
        try {
            return Files.getOwner(OWN_FILES).getName().equals("root");
        } catch (IOException e) {
            return false;
        }
    }
}
