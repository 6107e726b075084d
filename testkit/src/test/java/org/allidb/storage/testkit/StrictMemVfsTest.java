package org.allidb.storage.testkit;

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
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.allidb.storage.spi.vfs.FileLockedException;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.vfs.VfsLock;
import org.junit.jupiter.api.Test;

/** What the strict file system promises, and that it takes away whatever it does not. */
class StrictMemVfsTest {

    private static final int CUTS = 400;

    private final StrictMemVfs files = new StrictMemVfs();

    @Test
    void whatIsSyncedIsThereAfterEveryPowerCut() throws IOException {
        synced("f", "durable");
        for (int seed = 0; seed < CUTS; seed++) {
            StrictMemVfs after = cut(seed);
            assertEquals(List.of("f"), after.list(""));
            assertEquals("durable", text(after, "f"));
        }
    }

    @Test
    void unsyncedContentIsKeptOrLost() throws IOException {
        synced("f", "old");
        overwrite("f", "new");
        Set<String> found = new HashSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            found.add(text(cut(seed), "f"));
        }
        assertTrue(found.containsAll(Set.of("old", "new")), found.toString());
        assertTrue(found.size() > 2, "no sector was torn: " + found);
        for (String content : found) {
            assertTrue(content.matches("(new|old|nld|ned)"), "a torn sector keeps its beginning: " + content);
        }
    }

    @Test
    void unsyncedGrowthIsKeptLostOrZero() throws IOException {
        synced("f", "");
        overwrite("f", "xxxx");
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            found.add(text(cut(seed), "f").replace('\0', '0'));
        }
        assertTrue(found.containsAll(Set.of("", "xxxx", "0000")), found.toString());
        found.forEach(content -> assertTrue(content.matches("x*0*"), content));
    }

    @Test
    void sectorsAreLostIndependently() throws IOException {
        byte[] old = new byte[4 * 4_096];
        Arrays.fill(old, (byte) 'o');
        synced("f", new String(old, StandardCharsets.US_ASCII));
        byte[] changed = old.clone();
        Arrays.fill(changed, (byte) 'n');
        overwrite("f", new String(changed, StandardCharsets.US_ASCII));
        Set<String> found = new HashSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            String content = text(cut(seed), "f");
            StringBuilder pattern = new StringBuilder();
            for (int sector = 0; sector < 4; sector++) {
                pattern.append(content.charAt(sector * 4_096));
            }
            found.add(pattern.toString());
        }
        assertTrue(
                found.containsAll(Set.of("oooo", "nnnn", "onnn", "nooo", "nono", "onon")),
                "a later write may survive an earlier one: " + found);
    }

    @Test
    void aCutMayBeLostToo() throws IOException {
        synced("f", "long");
        try (VfsFile file = files.open("f")) {
            file.setSize(1);
        }
        Set<Integer> lengths = new TreeSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            lengths.add(text(cut(seed), "f").length());
        }
        assertTrue(lengths.containsAll(Set.of(1, 4)), lengths.toString());
    }

    @Test
    void creationsAreIndependentlyKeptOrLost() throws IOException {
        for (String name : List.of("a", "b")) {
            try (VfsFile file = files.create(name)) {
                file.sync();
            }
        }
        assertEquals(Set.of(List.of(), List.of("a"), List.of("b"), List.of("a", "b")), lists(""));
    }

    @Test
    void deletionsAreIndependentlyKeptOrUndone() throws IOException {
        synced("a", "1");
        synced("b", "2");
        files.delete("a");
        files.delete("b");
        assertEquals(List.of(), files.list(""));
        assertEquals(Set.of(List.of(), List.of("a"), List.of("b"), List.of("a", "b")), lists(""));
        for (int seed = 0; seed < CUTS; seed++) {
            StrictMemVfs after = cut(seed);
            if (after.kind("a") == Vfs.FileKind.FILE) {
                assertEquals("1", text(after, "a"));
            }
        }
    }

    @Test
    void renamingIsAtomic() throws IOException {
        synced("old", "1");
        synced("new", "2");
        files.rename("old", "new");
        assertEquals("1", text(files, "new"));
        Set<String> found = new HashSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            StrictMemVfs after = cut(seed);
            found.add(after.list("") + text(after, "new"));
        }
        assertEquals(Set.of("[new]1", "[new, old]2"), found);
    }

    @Test
    void aRenamedFileWhoseContentWasNotSyncedMayBeEmpty() throws IOException {
        files.create("new").close();
        overwrite("new", "content");
        files.rename("new", "name");
        files.syncDirectory("");
        boolean lost = false;
        for (int seed = 0; seed < CUTS; seed++) {
            lost |= text(cut(seed), "name").isEmpty();
        }
        assertTrue(lost, "the trap of replacing a file without a sync is modelled");
    }

    @Test
    void aDirectoryIsDurableOnceItsParentIsSynced() throws IOException {
        files.createDirectory("d");
        try (VfsFile file = files.create("d/f")) {
            file.sync();
        }
        files.syncDirectory("d");
        assertEquals(Set.of(List.of(), List.of("d")), lists(""));
        files.syncDirectory("");
        assertEquals(Set.of(List.of("d")), lists(""));
        assertEquals(Set.of(List.of("f")), lists("d"));
    }

    @Test
    void twoNamesOfAFileStayOneFile() throws IOException {
        synced("a", "1");
        files.link("a", "b");
        files.syncDirectory("");
        overwrite("a", "2");
        assertEquals("2", text(files, "b"));
        for (int seed = 0; seed < CUTS; seed++) {
            StrictMemVfs after = cut(seed);
            assertEquals(text(after, "a"), text(after, "b"));
        }
    }

    @Test
    void oneSeedGivesOneState() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            String name = "f" + random.nextInt(10);
            if (files.kind(name) == Vfs.FileKind.MISSING) {
                files.create(name).close();
            }
            overwrite(name, "x".repeat(random.nextInt(3_000)));
            if (random.nextBoolean()) {
                files.syncDirectory("");
            }
        }
        Set<Map<String, String>> states = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Map<String, String> state = state(cut(seed));
            assertEquals(state, state(cut(seed)));
            states.add(state);
        }
        assertTrue(states.size() > 40, "different seeds differ: " + states.size());
    }

    @Test
    void aPowerCutLeavesTheFileSystemAsItIs() throws IOException {
        synced("f", "1");
        overwrite("f", "2");
        files.create("g").close();
        StrictMemVfs after = cut(3);
        try (VfsFile file = after.open("f")) {
            file.setSize(0);
        }
        assertEquals("2", text(files, "f"));
        assertEquals(List.of("f", "g"), files.list(""));
    }

    @Test
    void whatWasFoundAfterAPowerCutIsDurable() throws IOException {
        synced("f", "1");
        overwrite("f", "22222");
        files.create("g").close();
        for (int seed = 0; seed < 50; seed++) {
            StrictMemVfs after = cut(seed);
            Map<String, String> found = state(after);
            for (int second = 0; second < 10; second++) {
                assertEquals(found, state(after.afterPowerCut(new Random(second))));
            }
        }
    }

    @Test
    void theDeviceMayWriteBackOfItsOwnAccordWhatWasNotSynced() throws IOException {
        synced("f", "old");
        overwrite("f", "new");
        Random random = new Random(5);
        for (int i = 0; i < 50; i++) {
            files.writeBackSome(random);
        }
        for (int seed = 0; seed < CUTS; seed++) {
            assertEquals("new", text(cut(seed), "f"));
        }
    }

    @Test
    void mappedStoresAreSeenAtOnceAndDurableWithTheNextSync() throws IOException {
        synced("f", "....");
        try (Arena arena = Arena.ofConfined();
                VfsFile file = files.open("f")) {
            MemorySegment memory = files.map("f", Vfs.MapMode.READ_WRITE, 0, 4, arena);
            memory.set(ValueLayout.JAVA_BYTE, 2, (byte) 'x');
            assertEquals("..x.", text(files, "f"));
            boolean lost = false;
            for (int seed = 0; seed < CUTS; seed++) {
                lost |= text(cut(seed), "f").equals("....");
            }
            assertTrue(lost);
            file.sync();
            for (int seed = 0; seed < CUTS; seed++) {
                assertEquals("..x.", text(cut(seed), "f"));
            }
            MemorySegment readOnly = files.map("f", Vfs.MapMode.READ, 0, 4, arena);
            assertTrue(readOnly.isReadOnly());
            assertThrows(IOException.class, () -> files.map("f", Vfs.MapMode.READ, 0, 5, arena));
        }
    }

    @Test
    void errorsAreThoseOfTheContract() throws IOException {
        synced("f", "1");
        files.createDirectory("d");
        files.createDirectory("d");
        files.create("d/inner").close();
        assertThrows(FileAlreadyExistsException.class, () -> files.create("f"));
        assertThrows(FileAlreadyExistsException.class, () -> files.link("f", "d"));
        assertThrows(FileAlreadyExistsException.class, () -> files.createDirectory("f"));
        assertThrows(NoSuchFileException.class, () -> files.open("missing"));
        assertThrows(NoSuchFileException.class, () -> files.openReadOnly("missing"));
        assertThrows(NoSuchFileException.class, () -> files.delete("missing"));
        assertThrows(NoSuchFileException.class, () -> files.rename("missing", "x"));
        assertThrows(NoSuchFileException.class, () -> files.size("missing"));
        assertThrows(NoSuchFileException.class, () -> files.create("missing/f"));
        assertThrows(NoSuchFileException.class, () -> files.list("missing"));
        assertThrows(DirectoryNotEmptyException.class, () -> files.deleteDirectory("d"));
        try (VfsFile file = files.openReadOnly("f")) {
            assertThrows(IOException.class, () -> file.write(0, new byte[1], 0, 1));
            assertThrows(IOException.class, () -> file.setSize(0));
        }
    }

    @Test
    void gapsAndExtensionsReadAsZerosAlsoWhereThereWasContentBefore() throws IOException {
        try (VfsFile file = files.create("f")) {
            file.write(0, bytes("abcdef"), 0, 6);
            file.setSize(2);
            file.setSize(4);
            file.write(6, bytes("x"), 0, 1);
            byte[] read = new byte[10];
            assertEquals(7, file.read(0, read, 0, 10));
            assertEquals("ab\0\0\0\0x", new String(read, 0, 7, StandardCharsets.US_ASCII));
            assertEquals(0, file.read(7, read, 0, 10));
        }
    }

    @Test
    void aViewSharesFilesAndLock() throws IOException {
        files.createDirectory("d");
        Vfs view = files.in("d");
        view.create("f").close();
        assertEquals(List.of("f"), files.list("d"));
        assertEquals(Vfs.FileKind.FILE, files.kind("d/f"));
        assertEquals(List.of("f"), view.list(""));
        VfsLock lock = files.lock("LOCK", "me");
        assertThrows(FileLockedException.class, () -> files.lock("LOCK", "another"));
        lock.close();
        files.lock("LOCK", "another").close();
    }

    private StrictMemVfs cut(int seed) {
        return files.afterPowerCut(new Random(seed));
    }

    private Set<List<String>> lists(String directory) throws IOException {
        Set<List<String>> lists = new HashSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            lists.add(cut(seed).list(directory));
        }
        return lists;
    }

    private void synced(String name, String content) throws IOException {
        try (VfsFile file = files.create(name)) {
            file.write(0, bytes(content), 0, content.length());
            file.sync();
        }
        files.syncDirectory("");
    }

    @Test
    void lockBelongsToItsHolderUntilItIsClosedOnce() throws IOException {
        VfsLock first = files.lock("LOCK", "first");
        assertEquals(
                "first",
                assertThrows(FileLockedException.class, () -> files.lock("LOCK", "second"))
                        .holder());
        first.close();
        VfsLock second = files.lock("LOCK", "second");
        first.close();
        assertThrows(FileLockedException.class, () -> files.lock("LOCK", "third"));
        second.close();
    }

    @Test
    void whatWasWrittenOutlivesTheProcessAndIsNoSaferForIt() throws IOException {
        synced("f", "old");
        overwrite("f", "new");
        synced("gone", "1");
        files.create("g").close();
        files.rename("gone", "renamed");
        files.lock("LOCK", "the killed one");
        StrictMemVfs next = files.afterKill();
        next.lock("LOCK", "the next one").close();
        assertEquals(List.of("LOCK", "f", "g", "renamed"), next.list(""));
        assertEquals("new", text(next, "f"));
        Set<String> found = new HashSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            StrictMemVfs cut = next.afterPowerCut(new Random(seed));
            found.add(text(cut, "f"));
            found.add(cut.list("").contains("g") ? "created" : "not created");
            found.add(cut.list("").contains("gone") ? "not renamed" : "renamed");
        }
        assertTrue(
                found.containsAll(Set.of("old", "new", "created", "not created", "renamed", "not renamed")),
                found.toString());
        try (VfsFile file = next.open("f")) {
            file.sync();
        }
        next.syncDirectory("");
        StrictMemVfs cut = next.afterPowerCut(new Random(1));
        assertEquals("new", text(cut, "f"));
        assertEquals(List.of("LOCK", "f", "g", "renamed"), cut.list(""));
        assertTrue(List.of("old", "new").contains(text(cut(0), "f")), "the first one is as it was");
    }

    @Test
    void whatAFailedSyncGaveUpIsDurableOnlyOnceItIsWrittenAgain() throws IOException {
        synced("f", "old");
        overwrite("f", "new");
        try (VfsFile file = files.open("f")) {
            files.failNextSync();
            assertThrows(IOException.class, file::sync);
            file.sync();
            boolean lost = false;
            for (int seed = 0; seed < CUTS; seed++) {
                lost |= text(cut(seed), "f").equals("old");
            }
            assertTrue(lost, "a second sync succeeds and proves nothing");
            file.write(0, bytes("new"), 0, 3);
            file.sync();
        }
        for (int seed = 0; seed < CUTS; seed++) {
            assertEquals("new", text(cut(seed), "f"));
        }
    }

    @Test
    void fullDeviceTakesWhatFitsAndGoesOnWhenThereIsSpace() throws IOException {
        synced("f", "x".repeat(4_096));
        assertEquals(4_096, files.occupiedBytes());
        files.setCapacity(3 * 4_096);
        assertEquals(2 * 4_096, files.usableSpace());
        byte[] much = new byte[4 * 4_096];
        try (VfsFile file = files.create("g")) {
            file.setSize(much.length);
            assertEquals(4_096, files.occupiedBytes(), "what was never written takes no space");
            assertThrows(NoSpaceException.class, () -> file.write(0, much, 0, much.length));
            assertEquals(3 * 4_096, files.occupiedBytes());
            file.write(0, much, 0, 2 * 4_096);
            files.delete("f");
            file.write(2 * 4_096, much, 0, 4_096);
            assertThrows(NoSpaceException.class, () -> file.write(3 * 4_096, much, 0, 1));
        }
        assertEquals(0, files.usableSpace());
    }

    @Test
    void namesThatNoFileOfTheStorageHasAreRefused() {
        for (String name : List.of("a b", "../a", "a//b", "/a", "a/.", "ä")) {
            assertThrows(IllegalArgumentException.class, () -> files.create(name), name);
        }
    }

    @Test
    void readingBehindTheEndReadsNothing() throws IOException {
        try (VfsFile file = files.create("f")) {
            file.write(0, new byte[7], 0, 7);
            assertEquals(0, file.read(100_000, new byte[1], 0, 1));
        }
    }

    private void overwrite(String name, String content) throws IOException {
        try (VfsFile file = files.open(name)) {
            file.write(0, bytes(content), 0, content.length());
        }
    }

    private static Map<String, String> state(Vfs files) throws IOException {
        Map<String, String> state = new TreeMap<>();
        for (String name : files.list("")) {
            state.put(name, text(files, name));
        }
        return state;
    }

    private static String text(Vfs files, String name) throws IOException {
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
