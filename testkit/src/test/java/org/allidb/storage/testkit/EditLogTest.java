package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.IncompatibleFormatException;
import org.allidb.storage.kernel.editlog.EditLog;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.junit.jupiter.api.Test;

/** The edit log over file systems that lose and fail. An edit here adds a word, the whole state is all words. */
class EditLogTest {

    private static final String FILE = "MANIFEST";
    private static final int HEADER = 24;

    private final StrictMemVfs device = new StrictMemVfs();
    private final List<String> words = new ArrayList<>();

    @Test
    void thereIsNothingBeforeTheFirstEdit() throws IOException {
        assertEquals(List.of(), log(device).read());
        assertEquals(List.of(), device.list(""));
    }

    @Test
    void editsAreReadInOrderTheWholeStateFirst() throws IOException {
        EditLog log = log(device);
        assertTrue(append(log, "a"), "the first edit makes the file");
        assertFalse(append(log, "b"));
        assertFalse(append(log, "c"));
        assertEquals(List.of("a", "b", "c"), read(device));
        assertEquals(List.of(FILE), device.list(""));
    }

    @Test
    void emptyAndLargeEditsAreEdits() throws IOException {
        EditLog log = log(device);
        append(log, "");
        append(log, "");
        append(log, "x".repeat(100_000));
        assertEquals(List.of("", "", "x".repeat(100_000)), read(device));
    }

    @Test
    void anotherLogGoesOnWhereTheFirstEnded() throws IOException {
        append(log(device), "a");
        for (String word : List.of("b", "c", "d")) {
            EditLog log = log(device);
            log.read();
            assertFalse(append(log, word), "a sound file is not replaced");
        }
        assertEquals(List.of("a", "b", "c", "d"), read(device));
    }

    @Test
    void aFileThatHasGrownIsReplacedByTheWholeState() throws IOException {
        EditLog log = log(device);
        append(log, "a");
        String word = "x".repeat(100_000);
        int edits = 0;
        while (!append(log, word)) {
            edits++;
            assertTrue(edits < 100, "never replaced");
        }
        assertTrue(edits >= 10, "replaced after " + edits + " edits of 100 kB");
        List<byte[]> read = log(device).read();
        assertEquals(1, read.size());
        assertEquals(String.join(" ", words), text(read.getFirst()));
        assertFalse(append(log, "b"), "the whole state may double before it is replaced again");
    }

    /** The tail lost from every byte on: no edit before it is lost, and the next edit is found later. */
    @Test
    void aTornEditNeverTookEffect() throws IOException {
        EditLog log = log(device);
        append(log, "a");
        append(log, "b");
        int before = end(content(device));
        append(log, "torn");
        byte[] after = content(device);
        int mark = 9 + Long.BYTES;
        for (int length = before; length <= end(after); length++) {
            StrictMemVfs torn = with(Arrays.copyOf(Arrays.copyOf(after, length), after.length));
            boolean whole = length >= end(after) - mark;
            List<String> expected = whole ? List.of("a", "b", "torn") : List.of("a", "b");
            assertEquals(expected, read(torn), "torn at " + length);
            words.clear();
            words.addAll(expected);
            EditLog reopened = log(torn);
            reopened.read();
            append(reopened, "c");
            assertEquals(String.join(" ", words), String.join(" ", read(torn)));
        }
    }

    @Test
    void aTailOfZerosOrOldBytesIsNoEdit() throws IOException {
        EditLog log = log(device);
        append(log, "a");
        append(log, "b");
        byte[] bytes = content(device);
        assertEquals(List.of("a", "b"), read(with(Arrays.copyOf(bytes, 2 * bytes.length))));
        int end = end(bytes);
        System.arraycopy(bytes, HEADER, bytes, end, end - HEADER);
        assertEquals(List.of("a", "b"), read(with(bytes)), "records are bound to their offsets");
    }

    @Test
    void everyFlippedByteOfDurableEditsIsNoticed() throws IOException {
        EditLog log = log(device);
        append(log, "first");
        append(log, "second");
        int durable = end(content(device));
        append(log, "third");
        byte[] bytes = content(device);
        for (int at = 0; at < durable; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << bit);
                StrictMemVfs rotten = with(flipped);
                CorruptionException refused = assertThrows(
                        CorruptionException.class, () -> log(rotten).read(), "byte " + at);
                assertEquals(FILE, refused.file());
                assertTrue(refused.offset() <= at, refused.getMessage());
            }
        }
    }

    /** Also where an edit ends, and where the file was made longer. */
    @Test
    void everyCutIsNoticed() throws IOException {
        EditLog log = log(device);
        for (int edit = 0; edit < 40; edit++) {
            append(log, "edit-" + "x".repeat(edit * 37 % 400));
            byte[] bytes = content(device);
            assertEquals(0, bytes.length % 4096);
            // behind the last mark is padding, of which a part is as good as the whole
            for (int length = edit < 39 ? end(bytes) - 30 : 0; length < end(bytes); length++) {
                StrictMemVfs cut = with(Arrays.copyOf(bytes, length));
                assertThrows(CorruptionException.class, () -> log(cut).read(), "cut at " + length);
            }
        }
        assertTrue(content(device).length > 4096);
    }

    @Test
    void damageIsToldWithPlaceAndRemedy() throws IOException {
        EditLog log = log(device);
        append(log, "first");
        append(log, "second");
        byte[] bytes = content(device);
        bytes[HEADER + 10] ^= 1;
        assertEquals(
                "the manifest of tenant 'a' (the file MANIFEST) is damaged at byte 24: a record that was durable is"
                    + " damaged or missing; nothing was changed. Restore it from a backup, or salvage what is intact"
                    + " with 'allidb repair DIR INTO'",
                assertThrows(CorruptionException.class, () -> log(with(bytes)).read())
                        .getMessage());
        assertEquals(
                "the manifest of tenant 'a' (the file MANIFEST) is damaged at byte 0: its header is cut off; nothing"
                        + " was changed. Restore it from a backup, or salvage what is intact with 'allidb repair DIR"
                        + " INTO'",
                assertThrows(
                                CorruptionException.class,
                                () -> log(with(new byte[23])).read())
                        .getMessage());
    }

    @Test
    void anothersFileIsRefused() throws IOException {
        append(log(device), "a");
        assertTrue(assertThrows(
                        CorruptionException.class,
                        () -> new EditLog(device, FILE, "ALLIDBXX", 3, 8, "the manifest").read())
                .getMessage()
                .contains("it belongs to number 7 instead of 8"));
        assertTrue(assertThrows(
                        CorruptionException.class,
                        () -> new EditLog(device, FILE, "ALLIDBYY", 3, 7, "the manifest").read())
                .getMessage()
                .contains("its header is damaged"));
        assertEquals(
                "the manifest has format version 3, this software understands version 2; open it with the version that"
                        + " wrote it. Nothing was changed",
                assertThrows(
                                IncompatibleFormatException.class,
                                () -> new EditLog(device, FILE, "ALLIDBXX", 2, 7, "the manifest").read())
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> new EditLog(device, FILE, "SHORT", 1, 0, "x"));
    }

    @Test
    void anErrorWhileReadingIsNotTheEnd() throws IOException {
        append(log(device), "a");
        Vfs failing = new FaultyVfs(device, (operation, name) -> {
            if (operation == FaultPlan.Operation.READ && name.equals(FILE)) {
                throw new IOException("EIO");
            }
        });
        assertEquals(
                "EIO",
                assertThrows(IOException.class, () -> log(failing).read()).getMessage());
    }

    /** The k-th call of an append fails: the edits before are there, the next append heals, nothing is left behind. */
    @Test
    void afterAnyFailureTheNextEditReplacesTheFile() throws IOException {
        for (boolean replacing : new boolean[] {false, true}) {
            for (int fail = 0; fail < 12; fail++) {
                StrictMemVfs files = new StrictMemVfs();
                words.clear();
                KthCallFails plan = new KthCallFails();
                EditLog log = log(new FaultyVfs(files, plan));
                append(log, "a");
                if (!replacing) {
                    append(log, "b");
                } else {
                    log = log(new FaultyVfs(files, plan));
                }
                plan.callsLeft = fail;
                boolean failed = false;
                try {
                    append(log, "lost");
                } catch (IOException e) {
                    failed = true;
                    words.remove("lost");
                }
                plan.callsLeft = -1;
                List<String> found = read(files);
                if (failed) {
                    found.remove("lost");
                }
                assertEquals(String.join(" ", words), String.join(" ", found), "call " + fail);
                assertEquals(failed, append(log, "c"), "replaced after a failure only");
                assertEquals(String.join(" ", words), String.join(" ", read(files)), "call " + fail);
                assertEquals(List.of(FILE), files.list(""), "call " + fail);
            }
        }
    }

    /** Random edits, faults and power cuts: acknowledged edits stay, in order; none that failed comes after one. */
    @Test
    void acknowledgedEditsSurvivePowerCutsAndFaults() throws IOException {
        Random random = new Random(Seed.get());
        for (int round = 0; round < 300; round++) {
            StrictMemVfs files = new StrictMemVfs();
            words.clear();
            List<String> acknowledged = new ArrayList<>();
            List<String> failed = new ArrayList<>();
            KthCallFails plan = new KthCallFails();
            EditLog log = log(new FaultyVfs(files, plan));
            for (int step = 0; step < 20; step++) {
                plan.callsLeft = random.nextInt(4) == 0 ? random.nextInt(6) : -1;
                String word = "w" + step + "x".repeat(random.nextInt(900));
                try {
                    append(log, word);
                    acknowledged.add(word);
                    failed.clear();
                } catch (IOException e) {
                    words.remove(word);
                    failed.add(word);
                }
                plan.callsLeft = -1;
                if (random.nextBoolean()) {
                    files.writeBackSome(random);
                }
                if (random.nextInt(3) == 0) {
                    StrictMemVfs after = files.afterPowerCut(random);
                    List<String> found = read(after);
                    boolean sound = found.equals(acknowledged);
                    found.removeAll(failed);
                    assertEquals(String.join(" ", acknowledged), String.join(" ", found), "step " + step);
                    if (sound) {
                        files = after;
                        log = log(new FaultyVfs(files, plan));
                        log.read();
                        failed.clear();
                    }
                }
            }
        }
    }

    private boolean append(EditLog log, String word) throws IOException {
        words.add(word);
        return log.append(bytes(word), () -> bytes(String.join(" ", words)));
    }

    private static EditLog log(Vfs files) {
        return new EditLog(files, FILE, "ALLIDBXX", 3, 7, "the manifest of tenant 'a'");
    }

    private static List<String> read(Vfs files) throws IOException {
        List<String> read = new ArrayList<>();
        for (byte[] edit : log(files).read()) {
            read.addAll(List.of(text(edit).split(" ", -1)));
        }
        return read;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] content(Vfs files) throws IOException {
        try (VfsFile file = files.openReadOnly(FILE)) {
            byte[] bytes = new byte[(int) file.size()];
            assertEquals(bytes.length, file.read(0, bytes, 0, bytes.length));
            return bytes;
        }
    }

    /** Returns where the padding begins. */
    private static int end(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }

    private static StrictMemVfs with(byte[] bytes) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (VfsFile file = files.create(FILE)) {
            file.write(0, bytes, 0, bytes.length);
        }
        assertArrayEquals(bytes, content(files));
        return files;
    }

    /** Lets some calls pass and then one fail, before it has an effect; negative lets all pass. */
    private static final class KthCallFails implements FaultPlan {

        private int callsLeft = -1;

        @Override
        public void before(Operation operation, String name) throws IOException {
            if (callsLeft >= 0 && callsLeft-- == 0) {
                throw new IOException(operation + " of " + name + " fails");
            }
        }
    }
}
