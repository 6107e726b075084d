package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.junit.jupiter.api.Test;

class FaultyVfsTest {

    private final StrictMemVfs device = new StrictMemVfs();
    private final List<String> calls = new ArrayList<>();
    private final Vfs files = new FaultyVfs(device, new Recorder());

    private boolean failBefore;
    private boolean failAfter;
    private int allowed = Integer.MAX_VALUE;

    private final class Recorder implements FaultPlan {

        @Override
        public void before(Operation operation, String name) throws IOException {
            calls.add(operation + " " + name);
            if (failBefore) {
                throw new IOException("before");
            }
        }

        @Override
        public void after(Operation operation, String name) throws IOException {
            if (failAfter) {
                throw new IOException("after");
            }
        }

        @Override
        public int bytesOfWrite(String name, int length) {
            return allowed;
        }
    }

    @Test
    void everyCallIsTold() throws IOException {
        files.createDirectory("d");
        try (VfsFile file = files.create("f")) {
            file.write(0, new byte[10], 0, 10);
            file.read(0, new byte[1], 0, 1);
            file.setSize(5);
            file.sync();
        }
        files.open("f").close();
        files.openReadOnly("f").close();
        try (Arena arena = Arena.ofConfined()) {
            files.map("f", Vfs.MapMode.READ, 0, 5, arena);
        }
        files.link("f", "g");
        files.rename("f", "h");
        files.size("h");
        files.kind("h");
        files.list("");
        files.syncDirectory("");
        files.in("d").create("inner").close();
        files.delete("g");
        files.in("d").delete("inner");
        files.deleteDirectory("d");
        assertEquals(
                List.of(
                        "CREATE d",
                        "CREATE f",
                        "WRITE f",
                        "READ f",
                        "WRITE f",
                        "SYNC f",
                        "OPEN f",
                        "OPEN f",
                        "MAP f",
                        "LINK g",
                        "RENAME h",
                        "READ h",
                        "READ h",
                        "READ ",
                        "SYNC ",
                        "CREATE inner",
                        "DELETE g",
                        "DELETE inner",
                        "DELETE d"),
                calls);
        assertEquals(List.of("h"), device.list(""));
    }

    @Test
    void aFaultBeforeACallLeavesNoEffect() throws IOException {
        try (VfsFile file = files.create("f")) {
            file.write(0, new byte[10], 0, 10);
            failBefore = true;
            assertThrows(IOException.class, () -> file.write(0, new byte[20], 0, 20));
            assertThrows(IOException.class, () -> file.setSize(3));
            assertThrows(IOException.class, file::sync);
            assertThrows(IOException.class, () -> file.read(0, new byte[1], 0, 1));
        }
        assertThrows(IOException.class, () -> files.create("g"));
        assertThrows(IOException.class, () -> files.rename("f", "g"));
        assertThrows(IOException.class, () -> files.link("f", "g"));
        assertThrows(IOException.class, () -> files.delete("f"));
        assertEquals(List.of("f"), device.list(""));
        assertEquals(10, device.size("f"));
    }

    @Test
    void aSyncThatFailsBeforehandHasNotSynced() throws IOException {
        try (VfsFile file = files.create("f")) {
            files.syncDirectory("");
            file.write(0, new byte[10], 0, 10);
            failBefore = true;
            assertThrows(IOException.class, file::sync);
        }
        boolean lost = false;
        for (int seed = 0; seed < 100; seed++) {
            lost |= device.afterPowerCut(new Random(seed)).size("f") == 0;
        }
        assertEquals(true, lost);
    }

    @Test
    void aFaultAfterACallLeavesItsEffect() throws IOException {
        files.create("f").close();
        failAfter = true;
        assertEquals(
                "after",
                assertThrows(IOException.class, () -> files.create("g")).getMessage());
        assertThrows(IOException.class, () -> files.rename("f", "h"));
        assertEquals(List.of("g", "h"), device.list(""));
    }

    @Test
    void aShortWriteWritesItsPartAndFails() throws IOException {
        try (VfsFile file = files.create("f")) {
            allowed = 4;
            assertEquals(
                    "the write to f ended after 4 of 10 bytes",
                    assertThrows(IOException.class, () -> file.write(0, new byte[10], 0, 10))
                            .getMessage());
            assertEquals(4, file.size());
            file.write(4, new byte[4], 0, 4);
            assertEquals(8, file.size());
        }
    }
}
