package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * A recording of a tenant's flushes and merges, in memory. A flush is recorded before its memtables are released, so that nothing is
 * read from files. Thread-safe.
 */
final class FlushRecording implements HistoryRecording {

    /** How many flushes and merges are recorded. */
    static final int MOST_EVENTS = 10_000;

    /** What an entry takes beside its key and value, about. */
    private static final int ENTRY_BYTES = 16;

    private static final double MILLIS_PER_SECOND = 1_000;
    private static final long MICROS_PER_MILLI = 1_000;

    private final StorageClock clock;
    private final Consumer<FlushRecording> onEnd;
    private final long start;

    @GuardedBy("this")
    private final RecordedRows rows = new RecordedRows();

    /** The flushes and merges as lines; of a flush the beginning of its line. */
    @GuardedBy("this")
    private final List<Event> events = new ArrayList<>();

    @GuardedBy("this")
    private final Written puts = new Written();

    @GuardedBy("this")
    private final Written deletes = new Written();

    /** Entries on their way from a memtable. Used by the tenant's flushes, which come one by one. */
    private final EntryRun run = new EntryRun();

    @GuardedBy("this")
    private String ended = "";

    @GuardedBy("this")
    private int flushes;

    @GuardedBy("this")
    private int merges;

    @GuardedBy("this")
    private long flushedBytes;

    @GuardedBy("this")
    private long mergedBytes;

    @GuardedBy("this")
    private long expiring;

    @GuardedBy("this")
    private double lives;

    private record Event(boolean flush, String text) {}

    /** How many entries of a type were written, in all flushes, and their bytes. */
    private static final class Written {

        private long entries;
        private double bytes;

        void add(long entryBytes) {
            entries++;
            bytes += entryBytes;
        }

        /** Returns the bytes of one entry. */
        double mean() {
            return entries == 0 ? 0 : bytes / entries;
        }
    }

    /**
     * Begins a recording.
     *
     * @param clock gives the times
     * @param onEnd called when it ends
     */
    FlushRecording(StorageClock clock, Consumer<FlushRecording> onEnd) {
        this.clock = clock;
        this.onEnd = onEnd;
        this.start = clock.nanoTime();
    }

    /** Records a flush. The memtables, which a plug-in may have made, are read without the monitor. */
    void flushed(List<FlushableMemtable> memtables, MergeResult result) throws IOException {
        begin(result.bytesWritten());
        for (FlushableMemtable memtable : memtables) {
            beginMemtable();
            try (RunCursor entries = memtable.contents().entries(Long.MAX_VALUE)) {
                while (entries.fill(run, EntryRun.CAPACITY) > 0) {
                    addRun();
                }
            } finally {
                run.release();
            }
        }
        memtables.stream()
                .flatMap(memtable -> memtable.contents().rangeTombstones().stream())
                .map(RangeTombstoneSet::tombstones)
                .forEach(this::addTombstones);
    }

    private synchronized void begin(long bytes) {
        rows.beginFlush();
        flushes++;
        flushedBytes += bytes;
        happened(new Event(true, "at " + seconds()));
    }

    private synchronized void beginMemtable() {
        rows.beginMemtable();
    }

    private synchronized void addTombstones(List<RangeTombstone> tombstones) {
        for (RangeTombstone tombstone : tombstones) {
            rows.add(tombstone);
        }
    }

    private synchronized void addRun() {
        long now = clock.wallMillis();
        for (int i = 0; i < run.size(); i++) {
            boolean put = run.type(i) == EntryType.PUT;
            (put ? puts : deletes).add(ENTRY_BYTES + run.keyLength(i) + run.valueLength(i));
            if (put && run.expiresAt(i) > 0) {
                expiring++;
                lives += run.expiresAt(i) - Math.min(now, run.timestamp(i) / MICROS_PER_MILLI);
            }
            rows.add(run, i);
        }
    }

    synchronized void merged(int inputs, int level, MergeResult result) {
        merges++;
        mergedBytes += result.bytesWritten();
        happened(new Event(
                false,
                "# at " + seconds() + " a merge of " + Human.count(inputs, "table") + " with "
                        + Human.bytes(result.bytesRead()) + " of keys and values into "
                        + result.outputs().size() + " of "
                        + Human.bytes(result.bytesWritten()) + " in level " + level));
    }

    @GuardedBy("this")
    private void happened(Event event) {
        events.add(event);
        if (events.size() == MOST_EVENTS) {
            end("after " + MOST_EVENTS + " flushes and merges");
        }
    }

    /** Ends the recording because of a failure. */
    synchronized void fail(Throwable failure) {
        end("because of " + failure);
    }

    @GuardedBy("this")
    private void end(String why) {
        ended = why;
        close();
    }

    @Override
    public synchronized int flushes() {
        return flushes;
    }

    @Override
    public synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("# rows are numbers, in the order of their keys; each stands for about "
                + Human.count(rows.rowsForEach(), "row"));
        lines.add("# " + Human.count(flushes, "flush") + " of " + Human.bytes(flushedBytes) + ", "
                + Human.count(merges, "merge") + " that wrote " + Human.bytes(mergedBytes) + ": "
                + Human.factor((flushedBytes + mergedBytes) / (double) Math.max(1, flushedBytes))
                + " bytes written for each byte flushed");
        if (!ended.isEmpty()) {
            lines.add("# it ended " + ended);
        }
        addSizes(lines);
        if (expiring > 0 && expiring == puts.entries && lives > expiring) {
            lines.add("expire " + String.format(Locale.ROOT, "%.3f", lives / expiring / MILLIS_PER_SECOND));
        }
        List<String> texts = rows.texts();
        int flush = 0;
        for (Event event : events) {
            lines.add(event.flush ? event.text + " " + texts.get(flush++) : event.text);
        }
        return lines;
    }

    /** Adds the bytes of a row and of a tombstone, so that all in the sample together are what the flushes wrote. */
    @GuardedBy("this")
    private void addSizes(List<String> lines) {
        long sampledPuts = rows.puts();
        long sampledDeletes = rows.deletes();
        double weight = puts.mean() * sampledPuts + deletes.mean() * sampledDeletes;
        if (sampledPuts > 0) {
            lines.add("row-bytes " + bytes(puts.mean() * flushedBytes / weight));
        }
        if (sampledDeletes > 0) {
            lines.add("tombstone-bytes " + bytes(deletes.mean() * flushedBytes / weight));
        }
    }

    private static long bytes(double value) {
        return Math.max(1, Math.round(value));
    }

    private String seconds() {
        long millis = TimeUnit.NANOSECONDS.toMillis(clock.nanoTime() - start);
        return String.format(Locale.ROOT, "%.3f", millis / MILLIS_PER_SECOND);
    }

    @Override
    public void close() {
        onEnd.accept(this);
    }
}
