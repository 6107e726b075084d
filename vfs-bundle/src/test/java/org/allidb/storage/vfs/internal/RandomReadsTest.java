package org.allidb.storage.vfs.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.MapMode;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that are opened for random reads, natively on Linux and as any other file elsewhere. */
class RandomReadsTest {

    private static final int PAGE = 4096;

    @TempDir
    Path directory;

    private Vfs files;

    @BeforeEach
    void open() throws IOException {
        files = new LocalVfsProvider().open(directory);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void systemIsAskedWhereItCanBe() throws IOException {
        write("f", new byte[1]);
        try (VfsFile file = files.in("").openForRandomReads("f")) {
            assertInstanceOf(RandomReadFile.class, file);
        }
    }

    /** Both ways to read bring the same, wherever a read starts and ends. */
    @Test
    void sameBytesAreReadAsByAnyOtherFile() throws IOException {
        Random random = new Random(Seed.get());
        byte[] content = new byte[300_000];
        random.nextBytes(content);
        write("f", content);
        try (VfsFile file = files.openForRandomReads("f");
                VfsFile usual = new RandomReads(false).open(directory.resolve("f"))) {
            assertEquals(content.length, file.size());
            for (int round = 0; round < 500; round++) {
                int from = random.nextInt(content.length + 10);
                int length = random.nextInt(random.nextBoolean() ? 1_000 : content.length);
                byte[] expected = new byte[length + 2];
                byte[] read = new byte[length + 2];
                assertEquals(usual.read(from, expected, 1, length), file.read(from, read, 1, length));
                assertArrayEquals(expected, read);
            }
            assertThrows(IndexOutOfBoundsException.class, () -> file.read(0, new byte[3], 2, 2));
        }
    }

    @Test
    void fileIsNotChangedAndNotUsedAfterItsEnd() throws IOException {
        write("f", bytes("abc"));
        Path path = directory.toRealPath().resolve("f");
        VfsFile file = files.openForRandomReads("f");
        String readOnly = path + " is open for reading only";
        assertEquals(readOnly, message(() -> file.write(0, bytes("x"), 0, 1)));
        assertEquals(readOnly, message(() -> file.writeZeros(0, 1)));
        assertEquals(readOnly, message(() -> file.setSize(0)));
        file.sync();
        file.close();
        file.close();
        assertEquals(path + " is closed", message(() -> file.read(0, new byte[1], 0, 1)));
        assertEquals(path + " is closed", message(file::size));
        assertEquals("abc", Files.readString(path));
    }

    @Test
    void whatIsNoFileIsRefusedAsByAnyOtherOpen() throws IOException {
        write("f", bytes("abc"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("f"));
        files.createDirectory("d");
        for (String name : new String[] {"link", "d", "missing"}) {
            IOException usual = assertThrows(IOException.class, () -> files.openReadOnly(name));
            IOException told = assertThrows(IOException.class, () -> files.openForRandomReads(name));
            assertEquals(usual.toString(), told.toString());
        }
        assertThrows(NoSuchFileException.class, () -> files.openForRandomReads("missing"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void fileThatMayNotBeReadIsRefusedAsByAnyOtherOpen() throws IOException {
        write("f", bytes("abc"));
        Path path = directory.resolve("f");
        Files.setPosixFilePermissions(path, java.util.Set.of());
        assumeTrue(!Files.isReadable(path), "the user is root");
        IOException usual = assertThrows(IOException.class, () -> files.openReadOnly("f"));
        IOException told = assertThrows(IOException.class, () -> files.openForRandomReads("f"));
        assertEquals(usual.toString(), told.toString());
    }

    @Test
    void interruptedThreadReadsAndStaysInterrupted() throws IOException {
        write("f", bytes("abc"));
        try (VfsFile file = files.openForRandomReads("f")) {
            Thread.currentThread().interrupt();
            assertEquals(3, file.read(0, new byte[3], 0, 3));
            assertEquals(3, file.size());
            file.sync();
            assertTrue(Thread.interrupted(), "the interrupt is kept");
        }
    }

    @Test
    void deletedFileIsReadUntilItIsClosed() throws IOException {
        write("f", bytes("abc"));
        try (VfsFile file = files.openForRandomReads("f")) {
            files.delete("f");
            assertEquals(3, file.read(0, new byte[4], 0, 4));
            assertEquals(3, file.size());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatTheSystemCutsShortOrInterruptsIsContinued() throws IOException {
        byte[] content = bytes("read in small pieces, between signals");
        write("f", content);
        AtomicInteger calls = new AtomicInteger();
        try (VfsFile file = file("f", (state, descriptor, target, length, position) -> {
            if (calls.getAndIncrement() % 2 == 0) {
                return interrupted(state);
            }
            return SystemCalls.read(state, descriptor, target, Math.min(length, 5), position);
        })) {
            byte[] read = new byte[content.length + 10];
            assertEquals(content.length, file.read(0, read, 0, read.length));
            assertArrayEquals(content, Arrays.copyOf(read, content.length));
        }
        assertTrue(calls.get() >= 2 * content.length / 5, calls + " calls");
    }

    /** The system gives the number of a closed descriptor to the next file. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void readThatRunsWhileTheFileIsClosedReadsNoOther() throws IOException {
        write("f", bytes("mine"));
        write("g", bytes("else"));
        VfsFile[] closed = new VfsFile[1];
        Descriptor[] next = new Descriptor[1];
        int[] number = new int[1];
        VfsFile file = file("f", (state, descriptor, target, length, position) -> {
            number[0] = descriptor;
            try {
                closed[0].close();
                next[0] = Descriptor.open(directory.resolve("g"), SystemCalls.O_RDONLY);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return SystemCalls.read(state, descriptor, target, length, position);
        });
        closed[0] = file;
        byte[] read = new byte[4];
        assertEquals(4, file.read(0, read, 0, 4));
        assertEquals("mine", new String(read, StandardCharsets.US_ASCII));
        assertFalse(isOpen(number[0], "f"), "it is closed after the read");
        next[0].close();
        assertFalse(isOpen(next[0].number(), "g"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void errorOfTheDeviceIsToldInTheWordsOfTheSystem() throws IOException {
        Path path = Files.createDirectory(directory.resolve("d"));
        String usual = message(() -> {
            try (VfsFile file = LocalFile.open(path, true)) {
                file.read(0, new byte[1], 0, 1);
            }
        });
        assertEquals("Is a directory", usual);
        try (VfsFile file = file("d", SystemCalls::read)) {
            assertEquals(usual, message(() -> file.read(0, new byte[1], 0, 1)));
        }
    }

    /** Reads of few bytes bring their own pages into memory. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void systemReadsNothingAhead() throws Exception {
        int pages = 1_024;
        try (VfsFile file = files.create("f")) {
            file.write(0, new byte[pages * PAGE], 0, pages * PAGE);
            file.sync();
        }
        forget("f");
        assumeTrue(resident("f", pages) == 0, "this file system keeps what it is asked to drop");
        try (VfsFile file = files.openForRandomReads("f")) {
            for (int page = 0; page < 8; page++) {
                assertEquals(100, file.read(page * PAGE + 50L, new byte[100], 0, 100));
            }
        }
        assertEquals(8, resident("f", pages), "pages in memory after reads of eight");
    }

    /** A program that was not started with native access is told once, in one line, and reads as before. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void programWithoutNativeAccessIsToldOnceAndNotWarned() throws Exception {
        write("f", bytes("abc"));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Reader.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        // the first line of the JDK's own logging is the time and the class
        assertEquals(
                "INFO: there is more data than memory; reads of single rows are faster if Java is started with"
                        + " --enable-native-access=ALL-UNNAMED, or with the name of the module org.allidb.storage.vfs"
                        + " instead",
                said.lines().skip(1).reduce((a, b) -> a + "\n" + b).orElse(said));
    }

    /** Reads a file twice. */
    static final class Reader {

        private Reader() {}

        /** Opens it in two views of a directory. */
        public static void main(String[] arguments) throws IOException {
            Vfs files = new LocalVfsProvider().open(Path.of(arguments[0]));
            for (Vfs view : new Vfs[] {files, files.in("")}) {
                try (VfsFile file = view.openForRandomReads("f")) {
                    assertEquals(3, file.read(0, new byte[3], 0, 3));
                }
            }
        }
    }

    private VfsFile file(String name, RandomReadFile.Call call) throws IOException {
        Path path = directory.resolve(name);
        Descriptor descriptor = Descriptor.open(path, SystemCalls.O_RDONLY);
        return new RandomReadFile(path, descriptor, new ReusePool<>(RandomReadFile.Buffer::new), call);
    }

    /** Does as a call that a signal ended. */
    private static long interrupted(MemorySegment state) {
        state.set(ValueLayout.JAVA_INT, 0, 4);
        return -1;
    }

    private boolean isOpen(int number, String name) throws IOException {
        Path open = Path.of("/proc/self/fd/" + number);
        return Files.exists(open) && Files.isSameFile(open, directory.resolve(name));
    }

    /** Drops what is in memory of a file. */
    private void forget(String name) throws IOException {
        try (Descriptor descriptor = Descriptor.open(directory.resolve(name), SystemCalls.O_RDONLY)) {
            int dontNeed = 4;
            assertEquals(0, SystemCalls.advise(descriptor.number(), dontNeed));
        }
    }

    /** Returns how many pages of a file are in memory. */
    private int resident(String name, int pages) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mapped = files.map(name, MapMode.READ, 0, (long) pages * PAGE, arena);
            MemorySegment each = arena.allocate(pages);
            int failed = (int) SystemCalls.link(
                            "mincore",
                            FunctionDescriptor.of(
                                    ValueLayout.JAVA_INT,
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS))
                    .invokeWithArguments(mapped, (long) pages * PAGE, each);
            assertEquals(0, failed);
            int resident = 0;
            for (int page = 0; page < pages; page++) {
                resident += each.get(ValueLayout.JAVA_BYTE, page) & 1;
            }
            return resident;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private void write(String name, byte[] content) throws IOException {
        Files.write(directory.resolve(name), content);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A call that is refused. */
    private interface Refused {
        void call() throws IOException;
    }

    private static String message(Refused refused) {
        return assertThrows(IOException.class, refused::call).getMessage();
    }
}
