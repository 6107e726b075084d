package org.allidb.storage.replication.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node remembers of a group beside its log. */
class GroupFilesTest {

    private static final UUID GROUP = new UUID(1, 2);

    @TempDir
    Path directory;

    @Test
    void whatWasSettledIsReadAgain() throws Exception {
        GroupFiles files = GroupFiles.open(directory.resolve("group"), GROUP);
        assertTrue(files.isNew());
        assertEquals(-1, files.settled().position());
        AppliedCalls calls = new AppliedCalls();
        assertTrue(calls.add(GROUP, 9, 41));
        files.settle(new GroupFiles.Settled(3, 42, calls));
        GroupFiles.Settled settled =
                GroupFiles.open(directory.resolve("group"), GROUP).settled();
        assertEquals(3, settled.term());
        assertEquals(42, settled.position());
        assertFalse(settled.calls().add(GROUP, 9, 43));
        assertTrue(settled.calls().add(GROUP, 8, 44));
    }

    @Test
    void flippedBitIsNoticed() throws Exception {
        GroupFiles files = GroupFiles.open(directory, GROUP);
        AppliedCalls calls = new AppliedCalls();
        assertTrue(calls.add(GROUP, 9, 41));
        files.settle(new GroupFiles.Settled(3, 42, calls));
        Path file = directory.resolve("settled");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i += 7) {
            bytes[i] ^= 4;
            Files.write(file, bytes);
            IOException damaged = assertThrows(IOException.class, files::settled);
            assertEquals(
                    "The file " + file
                            + " is damaged: this node does not know where to go on in the log. Restore the node",
                    damaged.getMessage());
            bytes[i] ^= 4;
        }
        Files.write(file, new byte[0]);
        assertThrows(IOException.class, files::settled);
    }

    @Test
    void fileOfAnotherGroupOrVersionIsRefused() throws Exception {
        GroupFiles files = GroupFiles.open(directory, GROUP);
        files.settle(new GroupFiles.Settled(3, 42, new AppliedCalls()));
        GroupFiles other = GroupFiles.open(directory, new UUID(1, 3));
        assertThrows(IOException.class, other::settled);
        Path file = directory.resolve("settled");
        byte[] bytes = Files.readAllBytes(file);
        bytes[11] = 2;
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length - Integer.BYTES);
        ByteBuffer.wrap(bytes).putInt(bytes.length - Integer.BYTES, (int) crc.getValue());
        Files.write(file, bytes);
        assertEquals(
                "The file " + file
                        + " has version 2, and this program knows version 1: start the node with the newer program"
                        + " that wrote it",
                assertThrows(IOException.class, files::settled).getMessage());
    }

    @Test
    void logThatWasMadeIsNotMadeAgain() throws Exception {
        GroupFiles files = GroupFiles.open(directory, GROUP);
        Files.createDirectories(directory.resolve(GROUP.toString()).resolve("current"));
        assertFalse(files.isNew());
        files.joined();
        assertFalse(GroupFiles.open(directory, GROUP).isNew());
        Files.delete(directory.resolve(GROUP.toString()).resolve("current"));
        assertThrows(IOException.class, () -> GroupFiles.open(directory, GROUP));
    }
}
