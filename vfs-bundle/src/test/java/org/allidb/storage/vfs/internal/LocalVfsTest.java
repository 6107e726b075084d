package org.allidb.storage.vfs.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.vfs.Vfs.MapMode;
import org.allidb.storage.spi.vfs.VfsFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files on a real disk. */
class LocalVfsTest {

    @TempDir
    Path directory;

    private Vfs files;

    @BeforeEach
    void open() throws IOException {
        files = new LocalVfsProvider().open(directory);
    }

    @Test
    void whatIsWrittenIsReadWhereItWasWritten() throws IOException {
        try (VfsFile file = files.create("f")) {
            file.write(3, bytes("xabcx"), 1, 3);
            file.sync();
            assertEquals(6, file.size());
        }
        assertEquals("\0\0\0abc", text("f"));
        try (VfsFile file = files.open("f")) {
            file.write(4, bytes("B"), 0, 1);
            file.setSize(5);
        }
        assertEquals("\0\0\0aB", text("f"));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void whatIsCreatedIsForItsOwnerAlone() throws IOException {
        Vfs data = new LocalVfsProvider().open(directory.resolve("above/data"));
        data.createDirectory("tenant");
        data.create("tenant/table").close();
        data.lock("LOCK", "a test").close();
        assertEquals("rwx------", mode("above/data"));
        assertEquals("rwx------", mode("above/data/tenant"));
        assertEquals("rw-------", mode("above/data/tenant/table"));
        assertEquals("rw-------", mode("above/data/LOCK"));
        Path usual = Files.createDirectory(directory.resolve("usual"));
        assertEquals(
                Files.getPosixFilePermissions(usual),
                Files.getPosixFilePermissions(directory.resolve("above")),
                "what is above is not the storage's");
    }

    private String mode(String name) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name)));
    }

    @Test
    void readingStopsAtTheEnd() throws IOException {
        write("f", "abc");
        try (VfsFile file = files.openReadOnly("f")) {
            byte[] target = bytes("......");
            assertEquals(2, file.read(1, target, 2, 4));
            assertEquals("..bc..", new String(target, StandardCharsets.US_ASCII));
            assertEquals(0, file.read(3, target, 0, 1));
            assertEquals(0, file.read(1_000_000, target, 0, 1));
        }
    }

    @Test
    void fileForReadingIsNotWritten() throws IOException {
        write("f", "abc");
        try (VfsFile file = files.openReadOnly("f")) {
            assertThrows(Exception.class, () -> file.write(0, bytes("x"), 0, 1));
        }
        assertEquals("abc", text("f"));
    }

    @Test
    void interruptedThreadReadsAndWritesAndStaysInterrupted() throws IOException {
        try (VfsFile shared = files.create("f")) {
            Thread.currentThread().interrupt();
            shared.write(0, bytes("abc"), 0, 3);
            shared.sync();
            assertEquals(3, shared.read(0, new byte[3], 0, 3));
            assertEquals(3, shared.size());
            files.syncDirectory("");
            assertTrue(Thread.interrupted(), "the interrupt is kept");
            shared.write(3, bytes("d"), 0, 1);
        }
        assertEquals("abcd", text("f"));
    }

    @Test
    void mappingIsReadAndWritten() throws IOException {
        write("f", "abcdef");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment written = files.map("f", MapMode.READ_WRITE, 0, 6, arena);
            written.set(ValueLayout.JAVA_BYTE, 2, (byte) 'C');
            MemorySegment read = files.map("f", MapMode.READ, 1, 3, arena);
            assertEquals('C', read.get(ValueLayout.JAVA_BYTE, 1));
            assertThrows(IllegalArgumentException.class, () -> MemorySegment.copy(written, 0, read, 0, 1));
            String told = assertThrows(IOException.class, () -> files.map("f", MapMode.READ, 0, 7, arena))
                    .getMessage();
            assertEquals("f is shorter than what is to be mapped: 6 bytes instead of 7", told);
        }
        assertEquals("abCdef", text("f"));
    }

    @Test
    void renamingReplacesAndLinksShare() throws IOException {
        write("new", "new");
        write("old", "old");
        files.link("old", "link");
        files.rename("new", "old");
        assertEquals("new", text("old"));
        assertEquals("old", text("link"));
        assertEquals(List.of("link", "old"), files.list(""));
        assertEquals(FileKind.MISSING, files.kind("new"));
        assertThrows(FileAlreadyExistsException.class, () -> files.link("old", "link"));
        assertThrows(NoSuchFileException.class, () -> files.rename("new", "old"));
    }

    @Test
    void fileThatExistsIsNotCreatedAndOneThatDoesNotIsNotOpened() throws IOException {
        write("f", "abc");
        assertThrows(FileAlreadyExistsException.class, () -> files.create("f"));
        assertEquals("abc", text("f"));
        assertThrows(NoSuchFileException.class, () -> files.open("g"));
        assertThrows(NoSuchFileException.class, () -> files.openReadOnly("g"));
        assertThrows(NoSuchFileException.class, () -> files.delete("g"));
        assertThrows(NoSuchFileException.class, () -> files.size("g"));
    }

    @Test
    void directoriesAreMadeListedAndRemoved() throws IOException {
        files.createDirectory("d");
        files.createDirectory("d");
        Vfs inner = files.in("d");
        inner.create("f").close();
        assertEquals(List.of("f"), files.list("d"));
        assertEquals(FileKind.DIRECTORY, files.kind("d"));
        assertThrows(DirectoryNotEmptyException.class, () -> files.deleteDirectory("d"));
        assertThrows(IOException.class, () -> files.delete("d"));
        assertThrows(NotDirectoryException.class, () -> files.deleteDirectory("d/f"));
        assertThrows(NotDirectoryException.class, () -> files.list("d/f"));
        inner.delete("f");
        files.deleteDirectory("d");
        assertEquals(List.of(), files.list(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", ".", "../f", "a/../f", "/f", "a//f", "a/", "a\\f", "a\0f", "ä", "a b", "a:b"})
    void namesThatCouldLeadElsewhereAreRefused(String name) throws IOException {
        write("f", "abc");
        assertThrows(IllegalArgumentException.class, () -> files.create(name));
        assertThrows(IllegalArgumentException.class, () -> files.open(name));
        assertThrows(IllegalArgumentException.class, () -> files.in(name));
        assertThrows(IllegalArgumentException.class, () -> files.delete(name));
        assertThrows(IllegalArgumentException.class, () -> files.rename("f", name));
    }

    @Test
    void symbolicLinksAreNotFollowed(@TempDir Path elsewhere) throws IOException {
        Path target = Files.writeString(elsewhere.resolve("target"), "secret");
        Files.createSymbolicLink(directory.resolve("link"), target);
        assertEquals(FileKind.OTHER, files.kind("link"));
        assertThrows(IOException.class, () -> files.open("link"));
        assertThrows(IOException.class, () -> files.openReadOnly("link"));
        assertThrows(IOException.class, () -> files.create("link"));
        assertThrows(IOException.class, () -> files.delete("link"));
        assertThrows(IOException.class, () -> files.rename("link", "other"));
        assertThrows(IOException.class, () -> files.map("link", MapMode.READ, 0, 1, Arena.ofAuto()));
        assertEquals("secret", Files.readString(target));
        Files.createSymbolicLink(directory.resolve("directory"), elsewhere);
        assertThrows(IOException.class, () -> files.list("directory"));
        assertThrows(IOException.class, () -> new LocalVfsProvider().open(directory.resolve("directory")));
    }

    @Test
    void fileInPlaceOfTheDirectoryIsTold() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "x");
        String told = assertThrows(IOException.class, () -> new LocalVfsProvider().open(file))
                .getMessage();
        assertTrue(told.startsWith(file + " is not a directory"), told);
    }

    @Test
    void interruptedThreadOpensWhatIsNewAndReadsAFileAndStaysInterrupted() throws IOException {
        Path file = Files.writeString(directory.resolve("configuration"), "x");
        LocalVfsProvider provider = new LocalVfsProvider();
        Thread.currentThread().interrupt();
        provider.open(directory.resolve("a/b")).create("f").close();
        provider.openExisting(directory.resolve("a/b")).syncPath();
        assertEquals("x", new String(provider.readFile(file), StandardCharsets.US_ASCII));
        assertTrue(Thread.interrupted(), "the interrupt is kept");
        assertTrue(Files.isRegularFile(directory.resolve("a/b/f")));
    }

    @Test
    void whyADirectoryCannotBeMadeIsTold() throws IOException {
        Path missing = directory.resolve("missing");
        Path link = Files.createSymbolicLink(directory.resolve("link"), missing);
        Path file = Files.writeString(directory.resolve("file"), "x");
        assertEquals(
                "the directory " + link.resolve("data") + " cannot be created: " + link + " is a symbolic link to "
                        + missing + ", which is not there; make that directory, or name another one",
                told(link.resolve("data")));
        assertEquals(
                "the directory " + file.resolve("data") + " cannot be created: " + file
                        + " is a file; name another directory, or move the file away",
                told(file.resolve("data")));
        assertEquals(
                link + " is a symbolic link to " + missing
                        + ", which is not there; make that directory, or name another one",
                told(link));
        assertEquals(
                "the directory /proc/data cannot be created: its file system takes no directory there; name another"
                        + " one",
                told(Path.of("/proc/data")));
    }

    private static String told(Path path) {
        return assertThrows(IOException.class, () -> new LocalVfsProvider().open(path))
                .getMessage();
    }

    @Test
    void fullDeviceIsRecognised() {
        for (String reason : List.of("No space left on device", "Disk quota exceeded", "There is not enough space")) {
            IOException plain = new IOException(reason);
            NoSpaceException told = assertThrows(
                    NoSpaceException.class,
                    () -> DiskErrors.translate(directory, () -> {
                        throw plain;
                    }));
            assertEquals(NoSpaceException.Limit.DEVICE, told.limit());
            assertEquals(plain, told.getCause());
            assertThrows(
                    NoSpaceException.class,
                    () -> DiskErrors.translate(directory, () -> {
                        throw new FileSystemException("f", null, reason);
                    }));
        }
        IOException other = new IOException("Input/output error");
        assertEquals(
                other,
                assertThrows(
                        IOException.class,
                        () -> DiskErrors.translate(directory, () -> {
                            throw other;
                        })));
    }

    private void write(String name, String text) throws IOException {
        try (VfsFile file = files.create(name)) {
            file.write(0, bytes(text), 0, text.length());
        }
    }

    private String text(String name) throws IOException {
        try (VfsFile file = files.openReadOnly(name)) {
            byte[] bytes = new byte[(int) file.size()];
            assertEquals(bytes.length, file.read(0, bytes, 0, bytes.length));
            return new String(bytes, StandardCharsets.US_ASCII);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
