package org.allidb.storage.benchmarks.jvm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where control groups can be made: inside the group of this process, so that its own limits stay, or in version 2, where
 * a group with processes may have no limited groups in it, beside it.
 *
 * @param mount where they are mounted
 * @param own lines as in {@code /proc/self/cgroup}
 */
record ControlGroups(Path mount, List<String> own) {

    private static final Path OWN = Path.of("/proc/self/cgroup");
    private static final String UNIFIED = "0::";
    private static final String MEMORY = ":memory:";
    private static final long MEGA = 1L << 20;

    static ControlGroups ofThisMachine() throws IOException {
        return new ControlGroups(
                Path.of("/sys/fs/cgroup"), Files.isReadable(OWN) ? Files.readAllLines(OWN) : List.of());
    }

    /**
     * Makes a group and limits it.
     *
     * @throws IOException if that cannot be done; it says what to do
     */
    MemoryLimit create(int megabytes) throws IOException {
        List<String> reasons = new ArrayList<>();
        for (Path parent : parents()) {
            Path group =
                    parent.resolve("allidb-bench-" + ProcessHandle.current().pid());
            try {
                if (isUnified()) {
                    enableIn(parent);
                }
                Files.createDirectory(group);
                limit(group, megabytes * MEGA);
                return new ControlGroup(group);
            } catch (IOException e) {
                reasons.add(e.toString());
                Files.deleteIfExists(group);
            }
        }
        throw new IOException("memory cannot be limited on this machine, and nothing is measured without the limit:"
                + " run it as root, or where systemd runs, or in a container whose memory is limited from outside and"
                + " without --memory " + reasons);
    }

    private boolean isUnified() {
        return Files.exists(mount.resolve("cgroup.controllers"));
    }

    private List<Path> parents() {
        if (isUnified()) {
            Path group = ownGroup(UNIFIED, mount);
            return group.equals(mount) ? List.of(group) : List.of(group, group.getParent());
        }
        Path memory = mount.resolve("memory");
        return Files.isDirectory(memory) ? List.of(ownGroup(MEMORY, memory)) : List.of();
    }

    /** Finds the process's own group. A container may not see its path; then what is mounted is that group. */
    private Path ownGroup(String marker, Path root) {
        Optional<Path> seen = own.stream()
                .filter(line -> line.contains(marker))
                .map(line -> root.resolve(line.substring(line.indexOf(marker) + marker.length() + 1)))
                .filter(Files::isDirectory)
                .findFirst();
        return seen.orElse(root);
    }

    private static void enableIn(Path parent) throws IOException {
        Path enabled = parent.resolve("cgroup.subtree_control");
        if (!Files.readString(enabled).contains("memory")) {
            Files.writeString(enabled, "+memory");
        }
    }

    private void limit(Path group, long bytes) throws IOException {
        if (isUnified()) {
            Files.writeString(group.resolve("memory.max"), String.valueOf(bytes));
            writeIfThere(group.resolve("memory.swap.max"), "0");
        } else {
            Files.writeString(group.resolve("memory.limit_in_bytes"), String.valueOf(bytes));
            writeIfThere(group.resolve("memory.memsw.limit_in_bytes"), String.valueOf(bytes));
        }
    }

    /** Writes a file that exists: a kernel without accounting of swap has no such file. */
    private static void writeIfThere(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            Files.writeString(file, text);
        }
    }
}
