package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.allidb.storage.engine.internal.observe.Observation;
import org.allidb.storage.engine.internal.providers.Culprits;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableStatistics;

/**
 * One flush: merges sealed memtables into a table and installs it with one version edit. If it fails, the memtables and the
 * tables are as before. Used by one thread at a time for each tenant.
 */
final class MemtableFlush {

    /**
     * So many sequences of writes whose sync failed stay hidden until their table is durable, and all their versions stay. More are
     * those of a bulk load that failed, which has no row in memory.
     */
    private static final int MOST_HIDDEN = 1 << 16;

    private final TenantState tenant;
    private final PartsInUse parts;
    private final Supplier<StorageConfiguration> configuration;
    private final Observation observed;
    private final Consumer<List<FlushableMemtable>> install;

    /**
     * Prepares flushes of a tenant.
     *
     * @param tenant the tenant
     * @param install shows readers the tables in place of the memtables; called after the version edit
     */
    MemtableFlush(
            TenantState tenant,
            PartsInUse parts,
            Supplier<StorageConfiguration> configuration,
            Observation observed,
            Consumer<List<FlushableMemtable>> install) {
        this.tenant = tenant;
        this.parts = parts;
        this.configuration = configuration;
        this.observed = observed;
        this.install = install;
    }

    /** Something that precedes a flush and may fail. */
    @FunctionalInterface
    interface Before {

        /** Runs; returns whether the log has on stable storage what is flushed. */
        boolean run() throws IOException;
    }

    /**
     * Flushes sealed memtables.
     *
     * @param memtables all sealed memtables, oldest first
     * @param syncLog makes durable in the log what is in the memtables, so that no table has what was not synced
     * @param cancelled polled now and then
     */
    void run(List<FlushableMemtable> memtables, Before syncLog, BooleanSupplier cancelled) throws IOException {
        FlightSpan span = FlightRecorder.flush();
        long start = observed.times().now();
        FlushableMemtable last = memtables.getLast();
        boolean inLog = syncLog.run();
        // the log may release its records once they are in tables
        tenant.feed().sync();
        long hidden = last.lastSequence() - tenant.visible().get();
        if (inLog || hidden > MOST_HIDDEN) {
            tenant.visible().publish(last.lastSequence());
        }
        MergeResult result;
        try (RunningTasks.Task task = tenant.running().flush(memtables.size())) {
            result = write(memtables, readable(last.lastSequence()), inputs(memtables, task.progress()), cancelled);
        }
        tenant.visible().publish(last.lastSequence());
        tenant.recordings().flushed(memtables, result);
        install.accept(memtables);
        tenant.readerMemory().enforce();
        tenant.counters().flushed(result);
        observed.times().flushedSince(start);
        span.end(tenant.id().toString(), 0, result.bytesWritten());
        observed.events()
                .report(
                        StorageEvent.Type.FLUSH,
                        Optional.of(tenant.id()),
                        "wrote " + Human.count(result.entriesWritten(), "row") + " to a table",
                        Map.of("rows", result.entriesWritten(), "bytes_written", result.bytesWritten()));
    }

    /** Returns the sequences that must stay readable, ascending: of snapshots, and of those that may come while it runs. */
    private long[] readable(long last) {
        long visible = tenant.visible().get();
        LongStream coming = LongStream.range(visible, Math.max(visible, last));
        return LongStream.concat(Arrays.stream(tenant.snapshots().sequences()), coming)
                .sorted()
                .distinct()
                .toArray();
    }

    /** Returns what finds the part that a flush hangs in. */
    Culprits culprits() {
        return parts.providers().culprits();
    }

    /**
     * Installs memtables that are in tables already: the flush before failed after its version edit, for want of memory.
     *
     * @return whether there were any
     */
    boolean installFlushed(List<FlushableMemtable> memtables) {
        long durable = tenant.versions().counters().flushedSequence();
        List<FlushableMemtable> flushed = memtables.stream()
                .filter(memtable -> memtable.lastSequence() <= durable)
                .toList();
        if (flushed.isEmpty()) {
            return false;
        }
        install.accept(flushed);
        return true;
    }

    private static List<MergeJob.Input> inputs(List<FlushableMemtable> memtables, ReadProgress progress) {
        return memtables.stream()
                .map(memtable -> input(memtable.contents(), progress))
                .toList();
    }

    private static MergeJob.Input input(Memtable memtable, ReadProgress progress) {
        MergeJob.Input input = MergeJob.Input.of(
                memtable.entries(Long.MAX_VALUE), RangeTombstoneSet.union(memtable.rangeTombstones()));
        MemtableStatistics figures = memtable.statistics();
        return progress.count(input, figures.entries(), figures.keyBytes() + figures.valueBytes());
    }

    /** Merges the memtables into a table, and makes that durable. */
    private MergeResult write(
            List<FlushableMemtable> memtables, long[] readable, List<MergeJob.Input> inputs, BooleanSupplier cancelled)
            throws IOException {
        TableMerge merge = new TableMerge(
                parts,
                tenant.expiry(),
                tenant.versions(),
                configuration.get().sstable().codec(),
                TableFiles.Space.ADMITTED);
        MergeResult result =
                merge.run(inputs, Long.MAX_VALUE, readable, MergeJob.PurgeRule.NEVER, Unthrottled.INSTANCE, cancelled);
        long sequence = memtables.getLast().lastSequence();
        long timestamp = memtables.stream()
                .mapToLong(FlushableMemtable::lastTimestamp)
                .max()
                .orElse(0);
        boolean callers = memtables.stream().anyMatch(FlushableMemtable::callersTimestamps);
        try {
            tenant.versions()
                    .apply(result.outputs(), 0, List.of(), counters -> counters.flushed(sequence, timestamp, callers));
        } catch (IOException | RuntimeException | Error e) {
            merge.discard();
            throw e;
        }
        return result;
    }
}
