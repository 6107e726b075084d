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
