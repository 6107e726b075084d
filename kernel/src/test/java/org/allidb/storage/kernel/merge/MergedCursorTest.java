package org.allidb.storage.kernel.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.junit.jupiter.api.Test;

class MergedCursorTest {

    private final Random random = new Random(Long.getLong("allidb.seed", 20_261_124));

    private record Entry(byte[] key, long timestamp, long sequence) {

        static final Comparator<Entry> FORWARD = Comparator.comparing(Entry::key, Arrays::compareUnsigned)
                .thenComparing(Entry::timestamp, Comparator.reverseOrder())
                .thenComparing(Entry::sequence, Comparator.reverseOrder());

        @Override
        public String toString() {
            return Arrays.toString(key) + "@" + timestamp + "/" + sequence;
        }
    }

    /** A sorted list as a cursor; gives fewer entries than asked for, as any cursor may. */
    private final class ListCursor implements RunCursor {

        private final List<Entry> entries;
        private final ScanDirection direction;
        private int next;
        private int closed;
        private boolean failing;

        ListCursor(List<Entry> entries, ScanDirection direction) {
            this.entries = new ArrayList<>(entries);
            this.direction = direction;
            this.entries.sort(direction == ScanDirection.FORWARD ? Entry.FORWARD : Entry.FORWARD.reversed());
        }

        @Override
        public void seek(byte[] key, int offset, int length) {
            byte[] wanted = Arrays.copyOfRange(key, offset, offset + length);
            next = (int)
                    entries.stream().filter(entry -> isBefore(entry, wanted)).count();
        }

        private boolean isBefore(Entry entry, byte[] key) {
            int order = Arrays.compareUnsigned(entry.key, key);
            return direction == ScanDirection.FORWARD ? order < 0 : order >= 0;
        }

        @Override
        public int fill(EntryRun run, int limit) throws IOException {
            assertTrue(limit >= 1 && limit <= EntryRun.CAPACITY, "a limit of " + limit);
            run.clear();
            if (failing && random.nextInt(4) == 0) {
                throw new IOException("Input/output error");
            }
            int wanted = 1 + random.nextInt(limit);
            while (run.size() < wanted && next < entries.size()) {
                Entry entry = entries.get(next++);
                run.key(entry.key, 0, entry.key.length)
                        .version(EntryType.PUT, entry.timestamp, entry.sequence, 0)
                        .add(new byte[0], 0, 0);
            }
            return run.size();
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void theMergedOrderIsThatOfAllEntriesSorted() throws IOException {
        for (int round = 0; round < 300; round++) {
            for (ScanDirection direction : ScanDirection.values()) {
                List<Entry> all = new ArrayList<>();
                RunCursor merged = MergedCursor.of(cursors(random.nextInt(6), direction, all), direction);
                all.sort(direction == ScanDirection.FORWARD ? Entry.FORWARD : Entry.FORWARD.reversed());
                assertEquals(texts(all), rest(merged));
                assertEquals(List.of(), rest(merged), "the end stays the end");
                for (int seek = 0; seek < 3; seek++) {
                    byte[] key = key();
                    byte[] wider = new byte[key.length + 3];
                    System.arraycopy(key, 0, wider, 1, key.length);
                    merged.seek(wider, 1, key.length);
                    assertEquals(
                            texts(all.stream()
                                    .filter(entry -> direction == ScanDirection.FORWARD
                                            ? Arrays.compareUnsigned(entry.key, key) >= 0
                                            : Arrays.compareUnsigned(entry.key, key) < 0)
                                    .toList()),
                            rest(merged));
                }
            }
        }
    }

    @Test
    void aSeekInTheMiddleLeavesNothingBehind() throws IOException {
        for (int round = 0; round < 200; round++) {
            List<Entry> all = new ArrayList<>();
            RunCursor merged = MergedCursor.of(cursors(4, ScanDirection.FORWARD, all), ScanDirection.FORWARD);
            all.sort(Entry.FORWARD);
            merged.fill(new EntryRun(), 1 + random.nextInt(20));
            merged.seek(new byte[0], 0, 0);
            assertEquals(texts(all), rest(merged));
        }
    }

    @Test
    void whatLiesBeforeAFailureIsDeliveredAndNothingIsLostIfItPasses() throws IOException {
        int failures = 0;
        for (int round = 0; round < 300; round++) {
            for (ScanDirection direction : ScanDirection.values()) {
                List<Entry> all = new ArrayList<>();
                List<ListCursor> cursors = cursors(2 + random.nextInt(4), direction, all);
                cursors.forEach(cursor -> cursor.failing = random.nextBoolean());
                all.sort(direction == ScanDirection.FORWARD ? Entry.FORWARD : Entry.FORWARD.reversed());
                RunCursor merged = MergedCursor.of(cursors, direction);
                List<String> read = new ArrayList<>();
                EntryRun run = new EntryRun();
                boolean more = true;
                while (more) {
                    try {
                        more = merged.fill(run, 1 + random.nextInt(EntryRun.CAPACITY)) > 0;
                        for (int i = 0; i < run.size(); i++) {
                            read.add(new Entry(run.key(i), run.timestamp(i), run.sequence(i)).toString());
                        }
                    } catch (IOException _) {
                        failures++;
                    }
                    assertEquals(texts(all).subList(0, read.size()), read);
                }
                assertEquals(all.size(), read.size());
            }
        }
        assertTrue(failures > 100, failures + " failures");
    }

    @Test
    void aSingleCursorIsPassedOn() {
        RunCursor only = new ListCursor(List.of(), ScanDirection.FORWARD);
        assertSame(only, MergedCursor.of(List.of(only), ScanDirection.FORWARD));
    }

    @Test
    void closingClosesAllSources() {
        List<Entry> all = new ArrayList<>();
        List<ListCursor> cursors = cursors(3, ScanDirection.FORWARD, all);
        MergedCursor.of(cursors, ScanDirection.FORWARD).close();
        assertEquals(
                List.of(1, 1, 1), cursors.stream().map(cursor -> cursor.closed).toList());
    }

    private List<ListCursor> cursors(int count, ScanDirection direction, List<Entry> all) {
        List<ListCursor> cursors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Entry> entries = new ArrayList<>();
            for (int n = random.nextInt(4) == 0 ? 0 : random.nextInt(60); n > 0; n--) {
                entries.add(new Entry(key(), random.nextInt(3), all.size() + entries.size()));
            }
            all.addAll(entries);
            cursors.add(new ListCursor(entries, direction));
        }
        Collections.shuffle(cursors, random);
        return cursors;
    }

    private List<String> rest(RunCursor cursor) throws IOException {
        List<String> texts = new ArrayList<>();
        EntryRun run = new EntryRun();
        int limit = 1 + random.nextInt(EntryRun.CAPACITY);
        while (cursor.fill(run, limit) > 0) {
            assertTrue(run.size() <= limit);
            for (int i = 0; i < run.size(); i++) {
                texts.add(new Entry(run.key(i), run.timestamp(i), run.sequence(i)).toString());
            }
        }
        return texts;
    }

    private static List<String> texts(List<Entry> entries) {
        return entries.stream().map(Entry::toString).toList();
    }

    private byte[] key() {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (random.nextInt(7) - 3);
        }
        return key;
    }
}
