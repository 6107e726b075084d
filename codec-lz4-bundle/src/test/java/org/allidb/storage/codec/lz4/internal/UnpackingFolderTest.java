package org.allidb.storage.codec.lz4.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackingFolderTest {

    @TempDir
    Path temporary;

    @Test
    void nothingIsLeftWhenItIsClosed() throws IOException {
        try (UnpackingFolder folder = UnpackingFolder.open(temporary)) {
            Files.writeString(folder.path().resolve("library"), "code");
        }
        assertEquals(List.of(), content());
    }

    @Test
    void foldersOfKilledProcessesAreDeletedAndThoseInUseAreNot() throws IOException {
        Path killed = folder("killed", UnpackingFolder.LOCK, "library");
        Path killedEarly = folder("killed-early");
        Path leftOnWindows = folder("windows", "library");
        Path inUse = folder("in-use", UnpackingFolder.LOCK, "library");
        Path foreign = Files.createDirectory(temporary.resolve("something-else"));
        try (FileChannel channel = FileChannel.open(inUse.resolve(UnpackingFolder.LOCK), StandardOpenOption.WRITE);
                FileLock held = channel.lock();
                UnpackingFolder folder = UnpackingFolder.open(temporary)) {
            assertNotNull(held);
            assertTrue(Files.notExists(killed) && Files.notExists(killedEarly) && Files.notExists(leftOnWindows));
            assertTrue(Files.exists(inUse.resolve("library")) && Files.exists(foreign) && Files.exists(folder.path()));
        }
        assertTrue(Files.exists(inUse));
    }

    @Test
    void linkIsNotFollowed() throws IOException {
        Path precious = Files.createDirectory(temporary.resolve("precious"));
        Files.writeString(precious.resolve("file"), "");
        Files.createSymbolicLink(temporary.resolve(UnpackingFolder.PREFIX + "link"), precious);
        UnpackingFolder.open(temporary).close();
        assertTrue(Files.exists(precious.resolve("file")));
    }

    private Path folder(String name, String... files) throws IOException {
        Path folder = Files.createDirectory(temporary.resolve(UnpackingFolder.PREFIX + name));
        for (String file : files) {
            Files.writeString(folder.resolve(file), "");
        }
        return folder;
    }

    private List<Path> content() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.toList();
        }
    }
}
