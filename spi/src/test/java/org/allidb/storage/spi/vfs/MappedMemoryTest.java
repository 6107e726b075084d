package org.allidb.storage.spi.vfs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of a mapped file are gone: the error comes from the call that met it, in interpreted and in compiled code. */
class MappedMemoryTest {

    private static final int FILE = 1 << 20;
    private static final int CALLS = 200_000;
    /** One of so many calls is for a page that is gone. */
    private static final int LOST = 64;

    @TempDir
    Path directory;

    private final byte[] target = new byte[256];

    @Test
    void errorOfALostPageComesFromTheCallThatMetIt() throws IOException {
        Path file = directory.resolve("file");
        Files.write(file, new byte[FILE]);
        try (Arena arena = Arena.ofShared();
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, FILE, arena);
            channel.truncate(FILE / 2);
            int wrong = 0;
            for (int i = 0; i < CALLS; i++) {
                boolean lost = i % LOST == 0;
                long offset = (lost ? FILE / 2 : 0) + i % (FILE / 4);
                int length = 1 + i % target.length;
                boolean done = i / LOST % 2 == 0 ? isCopied(mapped, offset, length) : isStored(mapped, offset, length);
                wrong += done == lost ? 1 : 0;
            }
            assertEquals(0, wrong, "calls that returned although their page is gone, or failed although it is there");
        }
    }

    private boolean isCopied(MemorySegment mapped, long offset, int length) {
        try {
            MappedMemory.copy(mapped, offset, target, 0, length);
            MappedMemory.settle();
            return true;
        } catch (InternalError e) {
            return false;
        }
    }

    private boolean isStored(MemorySegment mapped, long offset, int length) {
        try {
            MappedMemory.store(target, 0, mapped, offset, length);
            MappedMemory.settle();
            return true;
        } catch (InternalError e) {
            return false;
        }
    }
}
