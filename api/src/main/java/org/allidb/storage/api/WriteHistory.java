package org.allidb.storage.api;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a tenant wrote, flush by flush: which rows were put and which deleted. A compaction strategy is tried with it
 * ({@link StoragePlatform#simulateCompaction}). Rows are numbers, in the order of their keys. Immutable.
 */
@ProviderType
public final class WriteHistory {

    private static final int MOST_ROWS = 10_000_000;
    private static final int DEFAULT_ROW_BYTES = 16 << 10;
    private static final int PERCENT = 100;

    private final List<Flush> flushes;
    private final int rowBytes;
    private final Duration interval;
    private final Duration timeToLive;

    /** What is written. */
    @ProviderType
    public enum Workload {
        /** Any row is as likely as another. */
        UNIFORM,
        /** The first rows are written again and again, the last ones seldom. */
        SKEWED,
        /** All rows in their order, again and again. */
        IN_ORDER,
        /** Three of four writes go to a few rows; the fourth is of a new row. */
        HOT_AND_NEW,
        /** New rows only, in their order. */
        NEW
    }

    private record Flush(int[] puts, int[] deletes) {}

    private WriteHistory(List<Flush> flushes, int rowBytes, Duration interval, Duration timeToLive) {
        this.flushes = List.copyOf(flushes);
        this.rowBytes = rowBytes;
        this.interval = interval;
        this.timeToLive = timeToLive;
    }

    /**
     * Describes a history. Rows have 16 KiB, a flush comes each minute, and nothing expires.
     *
     * @param workload what is written
     * @param rows how many rows there are; new ones come behind them
     * @param flushedRows how many rows a flush has at most
     * @param flushes how many flushes there are
     * @param seed chooses the rows
     * @return the history
     */
    public static WriteHistory of(Workload workload, int rows, int flushedRows, int flushes, long seed) {
        if (rows < 1 || flushedRows < 1 || flushes < 1 || rows + (long) flushedRows * flushes > MOST_ROWS) {
            throw new InvalidArgumentException(rows + " rows and " + flushes + " flushes of " + flushedRows
                    + " rows cannot be simulated: each must be at least 1, and all rows together at most " + MOST_ROWS);
        }
        Random random = new Random(seed);
        int[] next = {0};
        int hot = Math.max(1, rows / 20);
        IntSupplier row = switch (workload) {
            case UNIFORM -> () -> random.nextInt(rows);
            case SKEWED -> () -> (int) (rows * Math.pow(random.nextDouble(), 4));
            case IN_ORDER -> () -> next[0]++ % rows;
            case HOT_AND_NEW -> () -> random.nextInt(4) > 0 ? random.nextInt(hot) : rows + next[0]++;
            case NEW -> () -> next[0]++;
        };
        List<Flush> made = new ArrayList<>();
        for (int i = 0; i < flushes; i++) {
            BitSet puts = new BitSet();
            // as a memtable: what is written again in it takes no more room
            for (int writes = 0; writes < 4 * flushedRows && puts.cardinality() < flushedRows; writes++) {
                puts.set(row.getAsInt());
            }
            made.add(new Flush(puts.stream().toArray(), new int[0]));
        }
        return recorded(made);
    }

    /**
     * Reads a recorded history: a line for each flush, as in {@code put 0..999 1200 delete 5..7}. Empty lines and those that begin
     * with {@code #} are left out. Rows have 16 KiB, a flush comes each minute, and nothing expires.
     *
     * @param lines the lines
     * @return the history
     * @throws InvalidArgumentException if a line is something else, or there is none
     */
    public static WriteHistory parse(List<String> lines) {
        List<Flush> made = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                made.add(flush(line, i + 1));
            }
        }
        if (made.isEmpty()) {
            throw new InvalidArgumentException("the history has no flush; write a line for each, as in 'put 0..999'");
        }
        return recorded(made);
    }

    private static WriteHistory recorded(List<Flush> flushes) {
        return new WriteHistory(flushes, DEFAULT_ROW_BYTES, Duration.ofMinutes(1), Duration.ZERO);
    }

    private static Flush flush(String line, int number) {
        BitSet puts = new BitSet();
        BitSet deletes = new BitSet();
        BitSet rows = null;
        for (String word : line.split("[ ,]+", -1)) {
            if (word.equals("put") || word.equals("delete")) {
                rows = word.equals("put") ? puts : deletes;
                continue;
            }
            String[] ends = word.split("\\.\\.", 2);
            int first = row(ends[0]);
            int last = row(ends[ends.length - 1]);
            if (rows == null || first < 0 || last < first) {
                throw new InvalidArgumentException("line " + number + " of the history, '" + line
                        + "', is no flush: it takes 'put' or 'delete', then rows from 0 to " + (MOST_ROWS - 1)
                        + ", as in 'put 0..999 1200 delete 5..7'");
            }
            rows.set(first, last + 1);
        }
        puts.andNot(deletes);
        return new Flush(puts.stream().toArray(), deletes.stream().toArray());
    }

    /** Returns -1 for what is no row. */
    private static int row(String word) {
        int row = word.matches("[0-9]{1,8}") ? Integer.parseInt(word) : -1;
        return row < MOST_ROWS ? row : -1;
    }

    /**
     * Returns the same history in which some of the puts are deletes.
     *
     * @param percent of a hundred puts, how many
     * @return the history
     */
    public WriteHistory withDeletes(int percent) {
        List<Flush> changed = new ArrayList<>();
        for (int number = 0; number < flushes.size(); number++) {
            int turn = number;
            Flush flush = flushes.get(number);
            BitSet deletes = new BitSet();
            Arrays.stream(flush.deletes).forEach(deletes::set);
            Arrays.stream(flush.puts)
                    .filter(row -> Math.floorMod(row * 31 + turn * 17, PERCENT) < percent)
                    .forEach(deletes::set);
            int[] puts =
                    Arrays.stream(flush.puts).filter(row -> !deletes.get(row)).toArray();
            changed.add(new Flush(puts, deletes.stream().toArray()));
        }
        return new WriteHistory(changed, rowBytes, interval, timeToLive);
    }

    /**
     * Returns the same history with rows of another size.
     *
     * @param bytes of a row, at least 1
     * @return the history
     */
    public WriteHistory withRowBytes(int bytes) {
        return new WriteHistory(flushes, Math.max(1, bytes), interval, timeToLive);
    }

    /**
     * Returns the same history with other times.
     *
     * @param between from one flush to the next
     * @param life after which a row expires; zero for never
     * @return the history
     */
    public WriteHistory withTimes(Duration between, Duration life) {
        return new WriteHistory(flushes, rowBytes, between, life);
    }

    /** {@return how many flushes there are} */
    public int flushes() {
        return flushes.size();
    }

    /**
     * Returns the rows that a flush puts.
     *
     * @param flush its number, from 0
     * @return ascending; the array is the caller's
     */
    public int[] puts(int flush) {
        return flushes.get(flush).puts.clone();
    }

    /**
     * Returns the rows that a flush deletes.
     *
     * @param flush its number, from 0
     * @return ascending; the array is the caller's
     */
    public int[] deletes(int flush) {
        return flushes.get(flush).deletes.clone();
    }

    /** {@return the bytes of a row} */
    public int rowBytes() {
        return rowBytes;
    }

    /** {@return the time from one flush to the next} */
    public Duration interval() {
        return interval;
    }

    /** {@return after which time a row expires; zero for never} */
    public Duration timeToLive() {
        return timeToLive;
    }
}
