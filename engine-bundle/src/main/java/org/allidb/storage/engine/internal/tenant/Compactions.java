package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeJob.PurgeRule;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * A tenant's compactions: asks for a task, carries it out, installs the result in one edit. The strategy is asked without a
 * lock; whether its task can still be carried out is checked when its tables are claimed. Thread-safe.
 */
public final class Compactions implements CompactionScheduler.Work {

    /** Who abandons a tenant takes no lock that a plug-in may hold, and so cannot signal those who wait. */
    private static final long LOOK_AGAIN_NANOS = 100_000_000;

    private final EngineServices services;
    private final TenantLsm tenant;
    private final StrategyRunner strategy;
    private final DebtGauge gauge;
    private final ReadCost readCost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition finished = lock.newCondition();
    private int running;
    private volatile boolean suspended;
    /** Why the last compaction failed; empty if it did not. */
    private volatile String failure = "";
    /** Threads of the scheduler that carry a task out. */
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

    private volatile boolean abandoned;

    Compactions(EngineServices services, TenantLsm tenant) {
        this.services = services;
        this.tenant = tenant;
        this.strategy = new StrategyRunner(services, tenant.id());
        this.gauge = new DebtGauge(services, strategy, this::idleView, tenant::updatePressure);
        this.readCost = new ReadCost(services, tenant.id());
    }

    @Override
    public boolean runOnce() {
        Optional<Claim> claim = claimProposed();
        if (claim.isEmpty()) {
            // also time makes tables due, and lets those be merged that could not be read
            gauge.measure();
            return false;
        }
        try (Claim claimed = claim.get()) {
            executeInterruptibly(claimed);
            failure = "";
            return true;
        } catch (IOException | StorageException e) {
            if (!suspended) {
                failure = String.valueOf(e.getMessage());
                // the tables that it was to merge may be set aside now, and are due no longer
                gauge.measure();
                tenant.reportFailure("a compaction failed; its inputs stay as they are: " + e.getMessage(), e);
            }
            return false;
        }
    }

    /**
     * Merges all tables that hold keys of a range into one, and waits for it.
     *
     * @param from first key, inclusive; empty for no bound
     * @param to last key, exclusive; empty for no bound
     */
    public void compactRange(byte[] from, byte[] to) {
        try (Claim claim = claimRange(from, to)) {
            if (!claim.tables.isEmpty()) {
                execute(claim);
            }
        } catch (IOException | ComponentMissingException e) {
            throw suspended ? tenant.leaving() : StorageErrors.of(tenant.id(), "a compaction", e);
        }
    }

    /** Cancels what is running, waits for its end, and starts nothing more until {@link #resume()}. */
    void suspend() {
        suspend(Long.MAX_VALUE);
    }

    /**
     * Cancels what is running, waits for its end, and starts nothing more until {@link #resume()}.
     *
     * @param patienceNanos how long to wait; 0 cancels nothing
     * @return whether nothing is running; if not, compactions go on as if this had not been called
     */
    boolean suspend(long patienceNanos) {
        lock.lock();
        try {
            if (patienceNanos == 0 && running > 0) {
                return false;
            }
            suspended = true;
            strategy.abandon();
            if (awaitFinished(patienceNanos)) {
                return true;
            }
            suspended = abandoned;
            return abandoned;
        } finally {
            lock.unlock();
        }
    }

    /** Lets compactions start again, or tells those who wait for it that the tenant was closed. */
    void resume() {
        lock.lock();
        try {
            suspended = tenant.isClosed();
            finished.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for what is running, and nothing of it counts any more; threads of the scheduler are interrupted. */
    void abandon() {
        suspended = true;
        abandoned = true;
        strategy.abandon();
        workers.forEach(Thread::interrupt);
    }

    /** Waits until nothing is running and nothing is due. */
    public void awaitQuiet() {
        while (true) {
            awaitFinished();
            tenant.checkUsable();
            if (!services.configuration().compaction().enabled() || !runOnce()) {
                lock.lock();
                try {
                    if (running == 0) {
                        return;
                    }
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    /** What the strategy says is due, and why it is not being done. */
    WritePressure.Due due() {
        return new WritePressure.Due(gauge.debt(), strategy.name(), failure);
    }

    /** Has the debt measured and the cost of reads looked at. */
    void tablesChanged() {
        gauge.measure();
        ReadState state = tenant.readState();
        if (state.tryRetain()) {
            try {
                readCost.look(state.version());
            } finally {
                state.release();
            }
        }
    }

    /** On a thread of the scheduler, which {@link #abandon()} interrupts. */
    private void executeInterruptibly(Claim claim) throws IOException {
        Thread worker = Thread.currentThread();
        workers.add(worker);
        try {
            execute(claim);
        } finally {
            workers.remove(worker);
        }
    }

    private void execute(Claim claim) throws IOException {
        switch (claim.task) {
            case CompactionTask.Merge merge -> merge(claim, merge.targetLevel(), merge.bottom());
            case CompactionTask.Move move -> move(claim, move.targetLevel());
            case CompactionTask.Drop drop -> drop(claim);
        }
        tenant.writes().installTables(List.of());
    }

    private void move(Claim claim, int level) throws IOException {
        List<TableProperties> moved =
                claim.tables.stream().map(TableHandle::properties).toList();
        tenant.versions().apply(moved, level, claim.tables, counters -> counters);
        report(claim, "moved " + moved.size() + " tables to level " + level, Map.of());
    }

    private void drop(Claim claim) throws IOException {
        try (PurgeFence.Watch watch = tenant.writes().watchForPurge()) {
            ReadState state = tenant.acquire();
            try {
                PurgeRule rule = purgeRule(state, claim, watch);
                long newest = 0;
                boolean safe = tenant.snapshots().size() == 0;
                for (TableHandle table : claim.tables) {
                    TableProperties properties = table.properties();
                    newest = Math.max(newest, properties.maxTimestamp());
                    byte[] afterLast = java.util.Arrays.copyOf(properties.maxKey(), properties.maxKey().length + 1);
                    safe = safe && rule.mayPurge(properties.minKey(), afterLast, properties.maxTimestamp());
                }
                long horizon = newest;
                if (safe && watch.raise(horizon)) {
                    tenant.versions().apply(List.of(), 0, claim.tables, counters -> counters.purged(horizon));
                    report(claim, "dropped " + claim.tables.size() + " tables whose rows have expired", Map.of());
                    return;
                }
            } finally {
                state.release();
            }
        }
        merge(claim, claim.tables.getFirst().level(), false);
    }

    private void merge(Claim claim, int level, boolean bottom) throws IOException {
        if (!tryMerge(claim, level, bottom, true)) {
            // a write with an old timestamp came while tombstones were dropped: do it again and drop none
            tryMerge(claim, level, bottom, false);
        }
    }

    private boolean tryMerge(Claim claim, int level, boolean bottom, boolean purge) throws IOException {
        FlightSpan span = FlightRecorder.compaction();
        try (PurgeFence.Watch watch = tenant.writes().watchForPurge()) {
            ReadState state = tenant.acquire();
            try {
                var tables = services.configuration().sstable();
                TableMerge merge = new TableMerge(
                        services,
                        tenant.versions(),
                        bottom ? tables.bottomCodec() : tables.codec(),
                        TableFiles.Space.HEADROOM);
                long target = level > 0
                        ? services.configuration().compaction().targetFileBytes()
                        : Long.MAX_VALUE;
                MergeResult result = merge.run(
                        inputs(claim),
                        target,
                        tenant.snapshots().sequences(),
                        purge ? purgeRule(state, claim, watch) : PurgeRule.NEVER,
                        services.throttler(),
                        () -> suspended);
                try {
                    if (result.purgedTimestamp() >= 0 && !watch.raise(result.purgedTimestamp())) {
                        merge.discard();
                        return false;
                    }
                    tenant.versions().apply(result.outputs(), level, claim.tables, counters ->
                            counters.purged(result.purgedTimestamp()));
                } catch (IOException | RuntimeException | Error e) {
                    merge.discard();
                    throw e;
                }
                tenant.counters().compacted(result);
                span.end(tenant.id().toString(), result.bytesRead(), result.bytesWritten());
                report(claim, result);
                return true;
            } finally {
                state.release();
            }
        }
    }

    private List<MergeJob.Input> inputs(Claim claim) throws IOException {
        List<MergeJob.Input> inputs = new ArrayList<>();
        for (TableHandle table : claim.tables) {
            inputs.add(MergeInput.of(table, services.runtime().clock()));
        }
        return inputs;
    }

    private PurgeRule purgeRule(ReadState state, Claim claim, PurgeFence.Watch watch) {
        if (tenant.fence().callersTimestamps()) {
            long retention = services.configuration().compaction().tombstoneRetentionMillis();
            long oldEnough = tenant.nowMillis() - retention;
            if (claim.tables.stream().anyMatch(t -> t.properties().createdMillis() > oldEnough)) {
                return PurgeRule.NEVER;
            }
        }
        List<TableHandle> outside = new ArrayList<>(state.version().tables());
        outside.removeAll(claim.tables);
        return new PurgeCheck(watch.most(), state.memtables(), outside);
    }

    private Optional<Claim> claimProposed() {
        while (!suspended) {
            List<TableHandle> tables = unimpaired();
            CompactionView view = view(tables.stream().map(TableHandle::summary).toList());
            Optional<CompactionTask> task = strategy.propose(view, () -> suspended);
            if (task.isEmpty()) {
                break;
            }
            Set<Long> inputs = new TreeSet<>(task.get().inputs());
            Optional<Claim> claim = claimIdle(
                    task.get(),
                    tables.stream().filter(table -> inputs.contains(table.id())).toList());
            if (claim.isPresent()) {
                return claim;
            }
            // another task has taken one of them meanwhile: what is due now is another question
        }
        return Optional.empty();
    }

    private Optional<Claim> claimIdle(CompactionTask task, List<TableHandle> tables) {
        lock.lock();
        try {
            return suspended ? Optional.empty() : tryClaim(task, tables);
        } finally {
            lock.unlock();
        }
    }

    /** The tables that can be read as far as is known. They are not retained: a claim looks whether they are still there. */
    private List<TableHandle> unimpaired() {
        ReadState state = tenant.acquire();
        try {
            long now = services.runtime().clock().nanoTime();
            return state.version().tables().stream()
                    .filter(table -> !table.isSetAside(now))
                    .toList();
        } finally {
            state.release();
        }
    }

    private CompactionView view(List<TableSummary> tables) {
        return CompactionView.of(tables, services.configuration().compaction(), tenant.nowMillis());
    }

    /** As if nothing was running: what is being merged is due until it is done. */
    private CompactionView idleView() {
        return view(unimpaired().stream()
                .map(table -> TableSummary.of(table.properties(), table.level(), false))
                .toList());
    }

    private Claim claimRange(byte[] from, byte[] to) {
        lock.lock();
        try {
            while (true) {
                tenant.checkUsable();
                ReadState state = tenant.acquire();
                List<TableHandle> tables;
                boolean all;
                try {
                    tables = state.version().overlapping(from, to);
                    all = tables.size() == state.version().tables().size();
                } finally {
                    state.release();
                }
                int level = tables.stream().mapToInt(TableHandle::level).max().orElse(0);
                List<Long> ids = tables.stream().map(TableHandle::id).toList();
                CompactionTask task = CompactionTask.Merge.of(ids, level, all, "on request");
                Optional<Claim> claim = suspended ? Optional.empty() : tryClaim(task, tables);
                if (claim.isPresent()) {
                    return claim.get();
                }
                finished.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private Optional<Claim> tryClaim(CompactionTask task, List<TableHandle> tables) {
        List<TableHandle> claimed = new ArrayList<>();
        for (TableHandle table : tables) {
            boolean free = table.tryClaim();
            if (free) {
                claimed.add(table);
            }
            // whoever had it may have merged it away since these tables were looked up
            if (!free || table.isRemoved()) {
                claimed.forEach(TableHandle::releaseClaim);
                return Optional.empty();
            }
        }
        running++;
        return Optional.of(new Claim(task, claimed));
    }

    private void awaitFinished() {
        lock.lock();
        try {
            awaitFinished(Long.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is running, or the tenant was abandoned; under the lock. An interrupt is kept. */
    private boolean awaitFinished(long patienceNanos) {
        boolean interrupted = false;
        long left = patienceNanos;
        while (running > 0 && !abandoned && left > 0) {
            long slice = Math.min(left, LOOK_AGAIN_NANOS);
            try {
                left -= slice - Math.max(0, finished.awaitNanos(slice));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return running == 0;
    }

    private void report(Claim claim, MergeResult result) {
        report(
                claim,
                "merged " + Human.count(claim.tables.size(), "table") + " into " + result.outputs().size(),
                Map.of(
                        "bytes_read", result.bytesRead(),
                        "bytes_written", result.bytesWritten(),
                        "duplicates_dropped", result.duplicatesDropped(),
                        "tombstones_dropped", result.tombstonesDropped(),
                        "expired_dropped", result.expiredDropped()));
    }

    private void report(Claim claim, String what, Map<String, Long> figures) {
        services.events()
                .report(
                        StorageEvent.Type.COMPACTION,
                        Optional.of(tenant.id()),
                        what + " (" + claim.task.reason() + ")",
                        figures);
    }

    /** Tables that a task works on; nobody else's until it is closed. */
    private final class Claim implements AutoCloseable {

        private final CompactionTask task;
        private final List<TableHandle> tables;

        Claim(CompactionTask task, List<TableHandle> tables) {
            this.task = task;
            this.tables = tables;
        }

        @Override
        public void close() {
            tables.forEach(TableHandle::releaseClaim);
            lock.lock();
            try {
                running--;
                finished.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
}
