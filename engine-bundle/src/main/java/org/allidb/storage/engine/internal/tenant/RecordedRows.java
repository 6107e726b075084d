package org.allidb.storage.engine.internal.tenant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.RangeTombstone;

/**
 * A sample of the rows that flushes wrote, and what each flush did with them. Rows are in the sample by the hashes of their keys, so
 * that each flush has the same ones. When the sample becomes too large, half of its rows go. Used by one thread at a time.
 */
final class RecordedRows {

    /** How many writes of sampled rows there may be. */
    static final int MOST_WRITES = 100_000;

    private static final long MOST_KEY_BYTES = 8L << 20;

    /** A row of the sample. */
    private static final class Row {

        private final long hash;
        private final int keyLength;
        private long sequence;
        private boolean lives;
        private int memtable;
        private int number;

        Row(long hash, int keyLength) {
            this.hash = hash;
            this.keyLength = keyLength;
        }
    }

    private enum Write {
        PUT,
        DELETE,
        RANGE_DELETE
    }

    private final NavigableMap<byte[], Row> rows = new TreeMap<>(KeyOrder::compare);
    private final List<Map<Row, Write>> flushes = new ArrayList<>();
    private Map<Row, Write> current = Map.of();
    private long limit = Long.MAX_VALUE;
    private int halvings;
    private long writes;
    private long keyBytes;
    private int memtable;

    /** Begins the next flush. */
    void beginFlush() {
        current = new HashMap<>();
        flushes.add(current);
    }

    /** Begins the next memtable of a flush; memtables come oldest first. */
    void beginMemtable() {
        memtable++;
    }

    /** Adds an entry of the memtable; of each key the newest comes first. */
    void add(EntryRun run, int index) {
        long hash = KeyHash.hash(run.keys(), run.keyOffset(index), run.keyLength(index));
        if (hash >>> 1 > limit) {
            return;
        }
        byte[] key = run.key(index);
        Row row = rows.get(key);
        if (row == null) {
            row = new Row(hash, key.length);
            rows.put(key, row);
            keyBytes += key.length;
        }
        if (row.memtable == memtable) {
            return;
        }
        row.memtable = memtable;
        row.sequence = run.sequence(index);
        row.lives = run.type(index) == EntryType.PUT;
        wrote(row, row.lives ? Write.PUT : Write.DELETE);
        while (writes > MOST_WRITES || keyBytes > MOST_KEY_BYTES) {
            halve();
        }
    }

    /** Adds a range tombstone of the flush, after its entries. */
    void add(RangeTombstone tombstone) {
        for (Row row : rows.subMap(tombstone.start(), tombstone.end()).values()) {
            if (row.lives && row.sequence < tombstone.sequence()) {
                row.lives = false;
                wrote(row, Write.RANGE_DELETE);
            }
        }
    }

    private void wrote(Row row, Write write) {
        if (current.put(row, write) == null) {
            writes++;
        }
    }

    private void halve() {
        limit >>>= 1;
        halvings++;
        rows.values().removeIf(row -> row.hash >>> 1 > limit);
        flushes.forEach(flush -> flush.keySet().removeIf(row -> row.hash >>> 1 > limit));
        writes = flushes.stream().mapToLong(Map::size).sum();
        keyBytes = rows.values().stream().mapToLong(row -> row.keyLength).sum();
    }

    /** Returns how many rows each row of the sample stands for, about. */
    long rowsForEach() {
        return 1L << halvings;
    }

    long puts() {
        return count(Write.PUT);
    }

    /** Returns how many deletes there are, those by ranges not counted. */
    long deletes() {
        return count(Write.DELETE);
    }

    private long count(Write wanted) {
        return flushes.stream()
                .mapToLong(
                        flush -> flush.values().stream().filter(wanted::equals).count())
                .sum();
    }

    /** Returns what each flush did, such as {@code put 0..2 7 delete 5}, with the rows as numbers in the order of their keys. */
    List<String> texts() {
        int number = 0;
        for (Row row : rows.values()) {
            row.number = number++;
        }
        return flushes.stream().map(RecordedRows::text).toList();
    }

    private static String text(Map<Row, Write> flush) {
        int[] puts = numbers(flush, true);
        int[] deletes = numbers(flush, false);
        return "put" + ranges(puts) + (deletes.length == 0 ? "" : " delete" + ranges(deletes));
    }

    private static int[] numbers(Map<Row, Write> flush, boolean puts) {
        return flush.entrySet().stream()
                .filter(write -> (write.getValue() == Write.PUT) == puts)
                .mapToInt(write -> write.getKey().number)
                .sorted()
                .toArray();
    }

    private static String ranges(int[] numbers) {
        StringBuilder text = new StringBuilder();
        for (int from = 0; from < numbers.length; ) {
            int to = from;
            while (to + 1 < numbers.length && numbers[to + 1] == numbers[to] + 1) {
                to++;
            }
            text.append(' ').append(numbers[from]);
            if (to > from) {
                text.append("..").append(numbers[to]);
            }
            from = to + 1;
        }
        return text.toString();
    }
}
