package org.allidb.storage.benchmarks.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Control groups as files in a plain directory; that a real one limits is checked by each measured JVM itself. */
class MemoryLimitTest {

    private static final String GROUP =
            "allidb-bench-" + ProcessHandle.current().pid();

    @TempDir
    private Path mount;

    @Test
    void groupOfVersionOneIsMadeInsideTheOwn() throws IOException {
        Path own = Files.createDirectories(mount.resolve("memory/session/one"));
        MemoryLimit limit =
                new ControlGroups(mount, List.of("5:cpu:/other", "4:memory:/session/one", "0::/")).create(300);
        Path group = own.resolve(GROUP);
        assertEquals("314572800", Files.readString(group.resolve("memory.limit_in_bytes")));
        assertEquals(group.resolve("cgroup.procs").toString(), limit.prefix().getLast());
    }

    @Test
    void groupOfVersionTwoIsMadeInsideTheOwnIfThatMayBe() throws IOException {
        Path own = unified("session/one", "cpu memory");
        new ControlGroups(mount, List.of("0::/session/one")).create(1);
        assertEquals("1048576", Files.readString(own.resolve(GROUP).resolve("memory.max")));
    }

    @Test
    void groupOfVersionTwoIsMadeBesideTheOwnOtherwise() throws IOException {
        Path own = unified("session/one", "");
        // Cannot be written, as that of a group with processes cannot.
        Files.delete(own.resolve("cgroup.subtree_control"));
        Path parent = unified("session", "");
        new ControlGroups(mount, List.of("0::/session/one")).create(1);
        assertEquals("+memory", Files.readString(parent.resolve("cgroup.subtree_control")));
        assertEquals("1048576", Files.readString(parent.resolve(GROUP).resolve("memory.max")));
    }

    @Test
    void ownGroupThatCannotBeSeenIsTheMountedOne() throws IOException {
        Path memory = Files.createDirectories(mount.resolve("memory"));
        new ControlGroups(mount, List.of("4:memory:/outside/of/the/container")).create(1);
        assertTrue(Files.isDirectory(memory.resolve(GROUP)));
    }

    @Test
    void withoutGroupsThereIsAnErrorThatSaysWhatToDo() {
        IOException error = assertThrows(IOException.class, () -> new ControlGroups(mount, List.of()).create(1));
        assertTrue(error.getMessage().contains("run it as root"), error::getMessage);
    }

    private Path unified(String own, String enabled) throws IOException {
        Files.writeString(mount.resolve("cgroup.controllers"), "memory");
        Path group = Files.createDirectories(mount.resolve(own));
        Files.writeString(group.resolve("cgroup.subtree_control"), enabled);
        return group;
    }
}
