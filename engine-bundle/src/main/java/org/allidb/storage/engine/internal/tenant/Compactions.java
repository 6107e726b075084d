package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.allidb.storage.api.CompactionExplanation;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.read.ReadState;
import org.allidb.storage.engine.internal.tenant.TableClaims.Claim;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionTask;

/**
 * A tenant's compactions: asks the strategy for a task, claims its tables, has it carried out, and shows readers the result.
 * The strategy is asked without a lock; whether its task can still be carried out is checked when its tables are claimed.
 * Thread-safe.
 */
public final class Compactions implements CompactionScheduler.Work {

    private final TenantState tenant;
    private final StrategyRunner strategy;
    private final MergeableTables mergeable;
    private final TableClaims claims;
    private final TaskRunner tasks;
    private final Follow follow;
    private final FewThings<Worker> workers = new FewThings<>();

    /**
     * A thread that carries a task out.
     *
     * @param isSchedulers whether an abandonment interrupts it: it is the scheduler's
     */
    private record Worker(Thread thread, boolean isSchedulers) {}

    /**
     * What follows from a compaction.
     *
     * @param changes shows readers the tables
     * @param debt measures what is due
     * @param backpressure gets the reason why the last compaction failed
     */
    record Follow(TableChanges changes, DebtGauge debt, Backpressure backpressure) {}

    Compactions(
            TenantState tenant,
            StrategyRunner strategy,
            MergeableTables mergeable,
            TableClaims claims,
            TaskRunner tasks,
            Follow follow) {
        this.tenant = tenant;
        this.strategy = strategy;
        this.mergeable = mergeable;
        this.claims = claims;
        this.tasks = tasks;
        this.follow = follow;
    }

    @Override
    public boolean runOnce() {
        return run(false, Long.MAX_VALUE) == CompactionScheduler.ShortOutcome.DONE;
    }

    @Override
    public CompactionScheduler.ShortOutcome runShort(long mostBytes) {
        return run(false, mostBytes);
    }

    @Override
    public int weight() {
        return tenant.sharing().weight();
    }

    @Override
    public double debt() {
        return debtShare();
    }

    private CompactionScheduler.ShortOutcome run(boolean awaited, long mostBytes) {
        Optional<Claim> claim = claimProposed(awaited, mostBytes == Long.MAX_VALUE);
        if (claim.isEmpty()) {
            // also time makes tables due, and lets those be merged that could not be read
            follow.debt.measure();
            return CompactionScheduler.ShortOutcome.NOTHING;
        }
        try (Claim claimed = claim.get()) {
            if (bytesRead(claimed) > mostBytes) {
                return CompactionScheduler.ShortOutcome.TOO_LARGE;
            }
            execute(claimed, !awaited);
            follow.backpressure.lastMerge("");
            return CompactionScheduler.ShortOutcome.DONE;
        } catch (IOException | StorageException e) {
            failed(String.valueOf(e.getMessage()), e);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failed(tasks.culprits().message(e, "a part of it"), e);
        }
        return CompactionScheduler.ShortOutcome.NOTHING;
    }

    /** Returns the bytes that a task reads: tables that it moves or drops are not read. */
    private static long bytesRead(Claim claim) {
        return claim.task() instanceof CompactionTask.Merge
                ? claim.tables().stream()
                        .mapToLong(table -> table.properties().fileBytes())
                        .sum()
                : 0;
    }

    private void failed(String why, Throwable cause) {
        if (!claims.isSuspended()) {
            follow.backpressure.lastMerge(why);
            // the tables that it was to merge may be set aside now, and are due no longer
            follow.debt.measure();
            tenant.life().reportFailure("a compaction failed; its inputs stay as they are: " + why, cause);
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
            if (!claim.tables().isEmpty()) {
                execute(claim, false);
            }
        } catch (IOException | ComponentMissingException e) {
            throw claims.isSuspended() ? tenant.life().leaving() : StorageErrors.of(tenant.id(), "a compaction", e);
        }
    }

    /**
     * Asks the strategy what it would do now, and why.
     *
     * @param enabled whether compactions run by themselves
     */
    public CompactionExplanation explain(boolean enabled) {
        tenant.life().checkUsable();
        return new ExplainedCompaction(mergeable.view(mergeable.now(), false), strategy)
                .ask(follow.backpressure.due().debt(), enabled);
    }

    /** Records the tenant's flushes and merges, until the recording is closed. */
    public HistoryRecording record() {
        tenant.life().checkUsable();
        return tasks.record();
    }

    /** Returns how far merges are behind: 0 where nothing is due, 1 where writers begin to be slowed. */
    public double debtShare() {
        return follow.backpressure.debtShare();
    }

    /**
     * Runs what is due until nothing is running and nothing is due.
     *
     * @param enabled returns whether compactions run by themselves
     */
    void awaitQuiet(BooleanSupplier enabled) {
        while (true) {
            claims.awaitNone();
            tenant.life().checkUsable();
            if ((!enabled.getAsBoolean() || run(true, Long.MAX_VALUE) != CompactionScheduler.ShortOutcome.DONE)
                    && claims.hasNone()) {
                return;
            }
        }
    }

    /** Cancels what is running, waits for its end, and starts nothing more until {@link #resume()}. */
    void suspend() {
        suspend(Long.MAX_VALUE);
    }

    /**
     * Cancels what is running, waits for its end, and starts nothing more until {@link #resume()}.
     *
     * @param patienceNanos how long to wait
     * @return whether nothing is running; if not, compactions continue as if this had not been called
     */
    boolean suspend(long patienceNanos) {
        claims.suspend();
        strategy.abandon();
        return claims.awaitSuspended(patienceNanos);
    }

    /**
     * Starts nothing more until {@link #resume()}, if nothing is running. Cancels nothing.
     *
     * @return whether nothing is running
     */
    boolean suspendIfIdle() {
        if (!claims.suspendIfIdle()) {
            return false;
        }
        strategy.abandon();
        return true;
    }

    /** Lets compactions start again, or has threads that wait for that learn that the tenant is closed. */
    void resume() {
        claims.resume(tenant.life().isClosed());
    }

    /** Abandons what is running: no thread waits for it, its result is not installed, the scheduler's threads are interrupted. */
    void abandon() {
        claims.abandon();
        strategy.abandon();
        workers.now().stream().filter(Worker::isSchedulers).map(Worker::thread).forEach(Thread::interrupt);
    }

    /** Returns the threads that merge. */
    Set<Thread> threads() {
        return workers.now().stream().map(Worker::thread).collect(Collectors.toUnmodifiableSet());
    }

    private void execute(Claim claim, boolean onSchedulersThread) throws IOException {
        Worker worker = new Worker(Thread.currentThread(), onSchedulersThread);
        workers.add(worker);
        try {
            tasks.run(claim);
            follow.changes.install(List.of());
        } finally {
            workers.remove(worker);
        }
    }

    private Optional<Claim> claimProposed(boolean awaited, boolean anySize) {
        while (!claims.isSuspended()) {
            List<TableHandle> tables = mergeable.now();
            Optional<CompactionTask> task = strategy.propose(mergeable.view(tables, awaited), claims::isSuspended)
                    .or(() -> anySize ? mergeable.proposeForSpace(tables) : Optional.empty());
            if (task.isEmpty()) {
                break;
            }
            Set<Long> inputs = new TreeSet<>(task.get().inputs());
            Optional<Claim> claim = claims.tryClaim(
                    task.get(),
                    tables.stream().filter(table -> inputs.contains(table.id())).toList());
            if (claim.isPresent() && mergeable.canMerge(claim.get().tables())) {
                return claim;
            }
            // meanwhile one of them was claimed by another task, or found unreadable: ask again what is due
            claim.ifPresent(Claim::close);
        }
        return Optional.empty();
    }

    private Claim claimRange(byte[] from, byte[] to) {
        while (true) {
            long seen = claims.changes();
            tenant.life().checkUsable();
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
            Optional<Claim> claim = claims.tryClaim(CompactionTask.Merge.of(ids, level, all, "on request"), tables);
            if (claim.isPresent()) {
                return claim.get();
            }
            claims.awaitChange(seen);
        }
    }
}
