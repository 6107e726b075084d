package org.allidb.storage.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.allidb.storage.api.WriteHistory.Flush;
import org.allidb.storage.api.WriteHistory.Sizes;

/** Reads the lines of a recorded history, whose form {@link WriteHistory#parse} describes. Used once. */
final class HistoryLines {

    private static final double MILLIS_PER_SECOND = 1_000;

    private final List<Flush> flushes = new ArrayList<>();
    private int rowBytes = WriteHistory.DEFAULT_ROW_BYTES;
    private int tombstoneBytes;
    private long expireMillis;
    private long atMillis;

    private HistoryLines() {}

    static WriteHistory parse(List<String> lines) {
        HistoryLines history = new HistoryLines();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !history.read(line.split("[ ,]+", -1))) {
                throw new InvalidArgumentException("line " + (i + 1) + " of the history, '" + line
                        + "', is no flush: it takes 'put' or 'delete', then rows from 0 to "
                        + (WriteHistory.MOST_ROWS - 1)
                        + ", as in 'put 0..999 1200 delete 5..7', and before them 'at' and seconds, never less than in"
                        + " the line before; or one of 'row-bytes', 'tombstone-bytes' and 'expire', and a number");
            }
        }
        if (history.flushes.isEmpty()) {
            throw new InvalidArgumentException("the history has no flush; write a line for each, as in 'put 0..999'");
        }
        Sizes sizes = Sizes.of(history.rowBytes);
        if (history.tombstoneBytes > 0) {
            sizes = new Sizes(history.rowBytes, Math.min(history.tombstoneBytes, history.rowBytes));
        }
        return WriteHistory.of(history.flushes, sizes, Duration.ofMillis(history.expireMillis));
    }

    /** Reads the words of a line, and returns whether it has the form. */
    private boolean read(String[] words) {
        String number = words.length > 1 ? words[1] : "";
        return switch (words[0]) {
            case "row-bytes" -> words.length == 2 && (rowBytes = bytes(number)) > 0;
            case "tombstone-bytes" -> words.length == 2 && (tombstoneBytes = bytes(number)) > 0;
            case "expire" -> words.length == 2 && (expireMillis = millis(number)) > 0;
            case "at" -> {
                long before = atMillis;
                atMillis = millis(number);
                yield atMillis >= before && readFlush(words, 2);
            }
            default -> {
                atMillis += WriteHistory.DEFAULT_INTERVAL.toMillis();
                yield readFlush(words, 0);
            }
        };
    }

    private boolean readFlush(String[] words, int from) {
        BitSet puts = new BitSet();
        BitSet deletes = new BitSet();
        BitSet rows = null;
        for (int i = from; i < words.length; i++) {
            String word = words[i];
            if (word.equals("put") || word.equals("delete")) {
                rows = word.equals("put") ? puts : deletes;
                continue;
            }
            String[] ends = word.split("\\.\\.", 2);
            int first = row(ends[0]);
            int last = row(ends[ends.length - 1]);
            if (rows == null || first < 0 || last < first) {
                return false;
            }
            rows.set(first, last + 1);
        }
        puts.andNot(deletes);
        flushes.add(new Flush(puts.stream().toArray(), deletes.stream().toArray(), atMillis));
        return rows != null;
    }

    /** Returns -1 for what is no row. */
    private static int row(String word) {
        int row = word.matches("[0-9]{1,8}") ? Integer.parseInt(word) : -1;
        return row < WriteHistory.MOST_ROWS ? row : -1;
    }

    /** Returns -1 for what is no number of bytes. */
    private static int bytes(String word) {
        return word.matches("[0-9]{1,10}") ? (int) Math.min(Long.parseLong(word), Integer.MAX_VALUE) : -1;
    }

    /** Returns -1 for what is no number of seconds. */
    private static long millis(String word) {
        return word.matches("[0-9]{1,9}(\\.[0-9]{1,3})?")
                ? Math.round(Double.parseDouble(word) * MILLIS_PER_SECOND)
                : -1;
    }
}
