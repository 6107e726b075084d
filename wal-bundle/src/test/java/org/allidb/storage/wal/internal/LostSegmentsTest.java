package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * A campaign that loses segments, exchanges them for another log's and sets them back to older copies, in every
 * combination. Either the log is refused and names the segment, or nothing that was acknowledged is missing.
 */
class LostSegmentsTest {

    private static final String KILOBYTE = "x".repeat(1_000);
    /** About three segments. */
    private static final int RECORDS = 150;

    private final List<String> written = new ArrayList<>();
    /** As it was in the middle of the last segment. */
    private Map<String, byte[]> older = Map.of();

    private Map<String, byte[]> killed = Map.of();
    private Map<String, byte[]> closed = Map.of();

    private void write() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (Journal journal = Journal.open(files)) {
            for (int i = 0; i < RECORDS; i++) {
                written.add(journal.write(1, KILOBYTE));
                if (i == RECORDS - 5) {
                    older = contents(files);
                }
            }
            killed = contents(files);
        }
        closed = contents(files);
        assertTrue(segments(closed).size() >= 3, closed.keySet().toString());
    }

    @Test
    void everyCombinationOfLostSegmentsIsRefused() throws IOException {
        write();
        for (Map<String, byte[]> whole : List.of(killed, closed)) {
            List<String> segments = segments(whole);
            for (int lost = 1; lost < 1 << segments.size(); lost++) {
                Map<String, byte[]> left = new TreeMap<>(whole);
                for (int i = 0; i < segments.size(); i++) {
                    if ((lost & 1 << i) != 0) {
                        left.remove(segments.get(i));
                    }
                }
                String first = segments.get(Integer.numberOfTrailingZeros(lost));
                assertRefused(left, first, "is missing, which ANCHOR names");
            }
        }
    }

    @Test
    void segmentOfAnotherLogIsRefused() throws IOException {
        write();
        Map<String, byte[]> own = killed;
        written.clear();
        write();
        for (String segment : segments(own)) {
            for (String other : segments(killed)) {
                Map<String, byte[]> mixed = new TreeMap<>(own);
                mixed.put(segment, killed.get(other));
                assertRefused(
                        mixed,
                        segment,
                        segment.equals(other) ? "belongs to another log" : "the header of the log segment");
            }
        }
        Map<String, byte[]> exchanged = new TreeMap<>(killed);
        exchanged.put(FileAnchor.FILE, own.get(FileAnchor.FILE));
        assertRefused(exchanged, segments(own).getFirst(), "belongs to another log");
    }

    @Test
    void olderCopiesAreRefusedAsFarAsTheyCanBeKnown() throws IOException {
        write();
        List<String> segments = segments(closed);
        Map<String, byte[]> setBack = new TreeMap<>(closed);
        setBack.put(segments.getLast(), older.get(segments.getLast()));
        assertRefused(setBack, segments.getLast(), "but the log was closed at position");

        // the log that ran on has a segment that the older anchor does not know of
        StrictMemVfs files = files(killed);
        try (Journal journal = Journal.open(files)) {
            written.add(journal.write(1, "later"));
            Map<String, byte[]> anchorSetBack = new TreeMap<>(contents(files));
            anchorSetBack.put(FileAnchor.FILE, killed.get(FileAnchor.FILE));
            assertRefused(anchorSetBack, segments(anchorSetBack).getLast(), "but ANCHOR does not know of it");
            Map<String, byte[]> segmentsSetBack = new TreeMap<>(killed);
            segmentsSetBack.put(FileAnchor.FILE, contents(files).get(FileAnchor.FILE));
            assertRefused(segmentsSetBack, segments(anchorSetBack).getLast(), "is missing");
        }
    }

    @Test
    void logWithoutItsAnchorIsRefused() throws IOException {
        write();
        Map<String, byte[]> left = new TreeMap<>(killed);
        left.remove(FileAnchor.FILE);
        assertRefused(left, segments(left).getFirst(), "but ANCHOR does not know of it");
    }

    @Test
    void whatIsLeftOfReleasedSegmentsDoesNotCount() throws IOException {
        write();
        StrictMemVfs files = files(killed);
        try (Journal journal = Journal.open(files)) {
            journal.log().flushed(1, RECORDS - 3);
            written.add(journal.write(1, "later"));
            Map<String, byte[]> back = new TreeMap<>(contents(files));
            killed.forEach(back::putIfAbsent);
            try (Journal again = Journal.open(files(back))) {
                assertEquals(places(written.subList(RECORDS - 3, RECORDS + 1)), places(again.replayed()));
            }
        }
    }

    @Test
    void cleanCloseLeavesNoFileOfALogThatNobodyNeeds() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (Journal journal = Journal.open(files)) {
            for (int i = 0; i < RECORDS; i++) {
                written.add(journal.write(1, KILOBYTE));
            }
            journal.log().flushed(1, 100);
            assertTrue(files.list("").stream().anyMatch(name -> name.endsWith(".free")), "none is kept for reuse");
            journal.log().flushed(1, RECORDS);
        }
        assertEquals(List.of(FileAnchor.FILE), files.list(""));
        String later;
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of(), journal.replayed());
            later = journal.write(2, "after it");
        }
        try (Journal journal = Journal.open(files)) {
            assertEquals(List.of(later), journal.replayed());
        }
        assertFalse(files.list("").contains("0000000000000001.wal"), "a number came again");
    }

    @Test
    void anchorOfAnotherProviderIsRefused() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        new FileAnchor(files).remember("of another provider".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        String told = assertThrows(DamagedLogException.class, () -> Journal.open(files))
                .getMessage();
        assertTrue(told.contains("another log provider than 'segmented'"), told);
        assertEquals(List.of(FileAnchor.FILE), files.list(""));
    }

    private static List<String> places(List<String> records) {
        return records.stream()
                .map(record -> record.substring(0, record.indexOf(' ')))
                .toList();
    }

    private static void assertRefused(Map<String, byte[]> left, String segment, String what) throws IOException {
        StrictMemVfs files = files(left);
        DamagedLogException told = assertThrows(
                DamagedLogException.class, () -> Journal.open(files).close(), "of " + left.keySet());
        assertEquals(segment, told.file(), told.getMessage());
        for (String text : List.of(segment, what, "nothing was changed", "'allidb repair DIR INTO'")) {
            assertTrue(told.getMessage().contains(text), told.getMessage());
        }
        assertEquals(left.keySet(), contents(files).keySet());
    }

    private static List<String> segments(Map<String, byte[]> contents) {
        return contents.keySet().stream()
                .filter(name -> name.endsWith(".wal"))
                .sorted()
                .toList();
    }

    private static Map<String, byte[]> contents(StrictMemVfs files) throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        for (String name : files.list("")) {
            contents.put(name, Journal.content(files, name));
        }
        return contents;
    }

    private static StrictMemVfs files(Map<String, byte[]> contents) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        for (Map.Entry<String, byte[]> content : contents.entrySet()) {
            try (VfsFile file = files.create(content.getKey())) {
                file.write(0, content.getValue(), 0, content.getValue().length);
                file.sync();
            }
        }
        files.syncDirectory("");
        return files;
    }
}
