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

    static final int MOST_ROWS = 10_000_000;
    static final int DEFAULT_ROW_BYTES = 16 << 10;
    static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);
    private static final int TOMBSTONE_BYTES = 32;
    private static final int PERCENT = 100;

    private final List<Flush> flushes;
    private final Sizes sizes;
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

    /** What a flush writes, in milliseconds after the beginning of the history. */
    record Flush(int[] puts, int[] deletes, long atMillis) {

        Flush at(long millis) {
            return new Flush(puts, deletes, millis);
        }
    }

    /** The bytes of a row and of a tombstone. */
    record Sizes(int row, int tombstone) {

        static Sizes of(int row) {
            return new Sizes(row, Math.min(TOMBSTONE_BYTES, row));
        }
    }

    private WriteHistory(List<Flush> flushes, Sizes sizes, Duration interval, Duration timeToLive) {
        this.flushes = List.copyOf(flushes);
        this.sizes = sizes;
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
            made.add(new Flush(puts.stream().toArray(), new int[0], (i + 1) * DEFAULT_INTERVAL.toMillis()));
        }
        return of(made, Sizes.of(DEFAULT_ROW_BYTES), Duration.ZERO);
    }

    /**
     * Reads a recorded history, as {@link HistoryRecording#lines} gives it, or as it is written by hand. Empty lines and those that
     * begin with {@code #} are left out. The others are:
     *
     * <ul>
     *   <li>{@code put 0..999 1200 delete 5..7}: a flush and its rows. {@code at 90.5} before it says that it came 90.5 seconds after
     *       the beginning; without it, it came a minute after the flush before.
     *   <li>{@code row-bytes 16384}: what a row takes, 16 KiB if left out.
     *   <li>{@code tombstone-bytes 32}: what a deleted row takes, 32 if left out, and never more than a row.
     *   <li>{@code expire 3600}: the seconds after which rows expire; they never do if left out.
     * </ul>
     *
     * @param lines the lines
     * @return the history
     * @throws InvalidArgumentException if a line is something else, or there is no flush
     */
    public static WriteHistory parse(List<String> lines) {
        return HistoryLines.parse(lines);
    }

    static WriteHistory of(List<Flush> flushes, Sizes sizes, Duration timeToLive) {
        return new WriteHistory(flushes, sizes, DEFAULT_INTERVAL, timeToLive);
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
            changed.add(new Flush(puts, deletes.stream().toArray(), flush.atMillis));
        }
        return new WriteHistory(changed, sizes, interval, timeToLive);
    }

    /**
     * Returns the same history with rows of another size.
     *
     * @param bytes of a row, at least 1
     * @return the history
     */
    public WriteHistory withRowBytes(int bytes) {
        return new WriteHistory(flushes, Sizes.of(Math.max(1, bytes)), interval, timeToLive);
    }

    /**
     * Returns the same history with flushes at regular times.
     *
     * @param between from one flush to the next
     * @return the history
     */
    public WriteHistory withInterval(Duration between) {
        List<Flush> changed = new ArrayList<>();
        for (Flush flush : flushes) {
            changed.add(flush.at((changed.size() + 1) * between.toMillis()));
        }
        return new WriteHistory(changed, sizes, between, timeToLive);
    }

    /**
     * Returns the same history with rows of another life.
     *
     * @param life after which a row expires; zero for never
     * @return the history
     */
    public WriteHistory withTimeToLive(Duration life) {
        return new WriteHistory(flushes, sizes, interval, life);
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

    /**
     * Returns when a flush came.
     *
     * @param flush its number, from 0; after the last one they come at intervals
     * @return the time since the beginning
     */
    public Duration time(int flush) {
        int known = Math.min(flush, flushes.size() - 1);
        return Duration.ofMillis(flushes.get(known).atMillis).plus(interval.multipliedBy(flush - known));
    }

    /** {@return the bytes of a row} */
    public int rowBytes() {
        return sizes.row;
    }

    /** {@return the bytes of the tombstone of a deleted row} */
    public int tombstoneBytes() {
        return sizes.tombstone;
    }

    /** {@return after which time a row expires; zero for never} */
    public Duration timeToLive() {
        return timeToLive;
    }
}
