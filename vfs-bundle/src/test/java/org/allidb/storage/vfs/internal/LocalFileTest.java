package org.allidb.storage.vfs.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.vfs.VfsFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file does with a system that does less than it was asked for. */
class LocalFileTest {

    @TempDir
    Path directory;

    @Test
    void whatTheSystemCutsShortIsContinued() throws IOException {
        Path path = directory.resolve("file");
        byte[] content = "written and read in small pieces".getBytes(StandardCharsets.US_ASCII);
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (VfsFile file = new LocalFile(path, false, new StingyChannel(channel, 5))) {
            file.write(0, content, 0, content.length);
            assertArrayEquals(content, Files.readAllBytes(path));
            byte[] read = new byte[content.length + 10];
            assertEquals(content.length, file.read(0, read, 0, read.length));
            assertArrayEquals(content, Arrays.copyOf(read, content.length));
        }
    }

    /** What is written at once becomes one piece of the page cache, and a store through a mapping dirties all of that. */
    @Test
    void zerosAreWrittenPageByPage() throws IOException {
        Path path = directory.resolve("file");
        Files.write(path, "before".getBytes(StandardCharsets.US_ASCII));
        StingyChannel channel = new StingyChannel(FileChannel.open(path, StandardOpenOption.WRITE), 3_000);
        try (VfsFile file = new LocalFile(path, false, channel)) {
            file.writeZeros(6, 20_001);
            file.write(20_001, "behind".getBytes(StandardCharsets.US_ASCII), 0, 6);
        }
        byte[] expected = new byte[20_007];
        System.arraycopy("before".getBytes(StandardCharsets.US_ASCII), 0, expected, 0, 6);
        System.arraycopy("behind".getBytes(StandardCharsets.US_ASCII), 0, expected, 20_001, 6);
        assertArrayEquals(expected, Files.readAllBytes(path));
        assertEquals(
                List.of(),
                channel.asked().stream()
                        .filter(write -> write.from() / 4096 != (write.from() + write.length() - 1) / 4096)
                        .toList(),
                "writes over the end of a page");
    }

    @Test
    void channelThatSomebodysInterruptClosedIsOpenedAgain() throws IOException {
        Path path = directory.resolve("file");
        FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (VfsFile file = new LocalFile(path, false, channel)) {
            file.write(0, new byte[] {1, 2}, 0, 2);
            channel.close();
            file.write(2, new byte[] {3}, 0, 1);
            file.sync();
            assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(path));
        }
    }
}
