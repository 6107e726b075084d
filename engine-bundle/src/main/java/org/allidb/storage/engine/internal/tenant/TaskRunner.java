package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.allidb.storage.engine.internal.providers.Culprits;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.tenant.TableClaims.Claim;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeJob.PurgeRule;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * Carries out the compaction tasks of a tenant whose tables are claimed, each with one version edit. A task that fails leaves
 * the tables as they were. Thread-safe.
 */
final class TaskRunner {

    private final TenantState tenant;
    private final TableClaims claims;
    private final FruitlessTasks fruitless;
    private final PartsInUse parts;
    private final Supplier<StorageConfiguration> configuration;
    private final EventSink events;
    private final StorageClock clock;

    /**
     * Creates the runner of a tenant's tasks.
     *
     * @param tenant the tenant
     * @param claims their suspension cancels tasks
     * @param fruitless receives the tasks that were carried out
     * @param parts the merge executor and the throttler in use
     * @param events receives what was done
     */
    TaskRunner(
            TenantState tenant,
            TableClaims claims,
            FruitlessTasks fruitless,
            PartsInUse parts,
            Supplier<StorageConfiguration> configuration,
            EventSink events) {
        this.tenant = tenant;
        this.claims = claims;
        this.fruitless = fruitless;
        this.parts = parts;
        this.configuration = configuration;
        this.events = events;
        this.clock = parts.runtime().clock();
    }

    /** Returns what finds the part that a task failed in, or hangs in. */
    Culprits culprits() {
        return parts.providers().culprits();
    }

    /** Records the tenant's flushes and merges, until the recording is closed. */
    HistoryRecording record() {
        return tenant.recordings().begin(clock);
    }

    /** Carries out the task of a claim, up to its version edit. */
    void run(Claim claim) throws IOException {
        switch (claim.task()) {
            case CompactionTask.Merge merge -> merge(claim, merge.targetLevel(), merge.bottom());
            case CompactionTask.Move move -> move(claim, move.targetLevel());
            case CompactionTask.Drop _ -> drop(claim);
        }
    }

    private void move(Claim claim, int level) throws IOException {
        List<TableProperties> moved =
                claim.tables().stream().map(TableHandle::properties).toList();
        tenant.versions().apply(moved, level, claim.tables(), counters -> counters);
        fruitless.done(placed(claim), moved, level);
        report(claim, "moved " + moved.size() + " tables to level " + level, Map.of());
    }

    private static List<FruitlessTasks.Placed> placed(Claim claim) {
        return claim.tables().stream()
                .map(table -> new FruitlessTasks.Placed(table.properties(), table.level()))
                .toList();
    }

    private void drop(Claim claim) throws IOException {
        if (!tryDrop(claim)) {
            merge(claim, claim.tables().getFirst().level(), false);
        }
    }

    /** Drops tables whose rows have all expired, unless a row elsewhere would come back. */
    private boolean tryDrop(Claim claim) throws IOException {
        try (PurgeFence.Watch watch = tenant.fence().watch(clock.wallMicros())) {
            ReadState state = tenant.acquire();
            try {
                PurgeRule rule = purgeRule(state, claim, watch);
                long newest = 0;
                boolean safe = tenant.snapshots().size() == 0;
                for (TableHandle table : claim.tables()) {
                    TableProperties properties = table.properties();
                    newest = Math.max(newest, properties.maxTimestamp());
                    byte[] afterLast = Arrays.copyOf(properties.maxKey(), properties.maxKey().length + 1);
                    safe = safe && rule.mayPurge(properties.minKey(), afterLast, properties.maxTimestamp());
                }
                long horizon = newest;
                if (!safe || !watch.raise(horizon)) {
                    return false;
                }
                tenant.versions().apply(List.of(), 0, claim.tables(), counters -> counters.purged(horizon));
                fruitless.done(placed(claim), List.of(), 0);
                report(claim, "dropped " + claim.tables().size() + " tables whose rows have expired", Map.of());
                return true;
            } finally {
                state.release();
            }
        }
    }

    private void merge(Claim claim, int level, boolean bottom) throws IOException {
        if (!tryMerge(claim, level, bottom, true)) {
            // a write with an old timestamp came while tombstones were dropped: merge again and drop none
            tryMerge(claim, level, bottom, false);
        }
    }

    /** Merges the tables of a claim; returns false if a write came that tombstones which were dropped would have hidden. */
    private boolean tryMerge(Claim claim, int level, boolean bottom, boolean purge) throws IOException {
        FlightSpan span = FlightRecorder.compaction();
        try (PurgeFence.Watch watch = tenant.fence().watch(clock.wallMicros());
                RunningTasks.Task task = tenant.running().merge(claim, level)) {
            ReadState state = tenant.acquire();
            try {
                TableMerge merge = newMerge(bottom);
                MergeResult result = merge.run(
                        inputs(claim, task.progress()),
                        level > 0 ? configuration.get().compaction().targetFileBytes() : Long.MAX_VALUE,
                        tenant.snapshots().sequences(),
                        purge ? purgeRule(state, claim, watch) : PurgeRule.NEVER,
                        parts.throttler(),
                        claims::isSuspended);
                try {
                    if (result.purgedTimestamp() >= 0 && !watch.raise(result.purgedTimestamp())) {
                        merge.discard();
                        return false;
                    }
                    tenant.versions()
                            .apply(
                                    result.outputs(),
                                    level,
                                    claim.tables(),
                                    counters -> counters.purged(result.purgedTimestamp()));
                } catch (IOException | RuntimeException | Error e) {
                    merge.discard();
                    throw e;
                }
                fruitless.done(placed(claim), result.outputs(), level);
                tenant.counters().compacted(result);
                tenant.recordings().merged(claim.tables().size(), level, result);
                span.end(tenant.id().toString(), result.bytesRead(), result.bytesWritten());
                report(claim, result);
                return true;
            } finally {
                state.release();
            }
        }
    }

    private TableMerge newMerge(boolean bottom) {
        var tables = configuration.get().sstable();
        return new TableMerge(
                parts,
                tenant.expiry(),
                tenant.versions(),
                bottom ? tables.bottomCodec() : tables.codec(),
                TableFiles.Space.HEADROOM);
    }

    private List<MergeJob.Input> inputs(Claim claim, ReadProgress progress) throws IOException {
        List<MergeJob.Input> inputs = new ArrayList<>();
        for (TableHandle table : claim.tables()) {
            TableProperties properties = table.properties();
            inputs.add(progress.count(MergeInput.of(table, clock), properties.entries(), properties.fileBytes()));
        }
        return inputs;
    }

    private PurgeRule purgeRule(ReadState state, Claim claim, PurgeFence.Watch watch) {
        if (tenant.fence().callersTimestamps()) {
            long retention = configuration.get().compaction().tombstoneRetentionMillis();
            long oldEnough = clock.wallMillis() - retention;
            if (claim.tables().stream().anyMatch(table -> table.properties().createdMillis() > oldEnough)) {
                return PurgeRule.NEVER;
            }
        }
        List<TableHandle> outside = new ArrayList<>(state.version().tables());
        outside.removeAll(claim.tables());
        return new PurgeCheck(watch.most(), state.memtables(), outside);
    }

    private void report(Claim claim, MergeResult result) {
        report(
                claim,
                "merged " + Human.count(claim.tables().size(), "table") + " into "
                        + result.outputs().size(),
                Map.of(
                        "bytes_read", result.bytesRead(),
                        "bytes_written", result.bytesWritten(),
                        "duplicates_dropped", result.duplicatesDropped(),
                        "tombstones_dropped", result.tombstonesDropped(),
                        "expired_dropped", result.expiredDropped()));
    }

    private void report(Claim claim, String what, Map<String, Long> figures) {
        events.report(
                StorageEvent.Type.COMPACTION,
                Optional.of(tenant.id()),
                what + " (" + claim.task().reason() + ")",
                figures);
    }
}
