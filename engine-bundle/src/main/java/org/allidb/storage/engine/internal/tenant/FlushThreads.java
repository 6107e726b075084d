package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.fairness.WeightedTenant;
import org.allidb.storage.engine.internal.providers.Culprits;
import org.allidb.storage.kernel.fairness.WeightedLine;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.jspecify.annotations.Nullable;

/**
 * The threads that flush, for all tenants. A flush calls plug-ins, which may never return. Another thread takes the
 * place of one that does not advance while others wait, so that the other tenants' writers get no stall error. There
 * are at most {@value #MOST_SUBSTITUTES} such threads; when the flush advances again, or ends, its thread counts again.
 * Where tasks wait, tenants share the time of the threads by weight, see {@link WeightedLine}.
 * Thread-safe; the lock is held over a queue and a set, and tasks are handed to pools under it.
 */
public final class FlushThreads implements AutoCloseable {

    private static final Logger LOG = System.getLogger(FlushThreads.class.getName());

    /** How many flushes may hang before those of other tenants wait for them. */
    static final int MOST_SUBSTITUTES = 64;

    private static final int LOOKS_WITHIN_PATIENCE = 4;

    private final StorageRuntime runtime;
    private final int threads;
    private final LongSupplier patienceNanos;
    private final Culprits culprits;
    private final EventSink events;
    private final ExecutorService regular;
    private final ExecutorService substitutes;
    private final ScheduledExecutorService watch;
    private final ReentrantLock lock = new ReentrantLock();
    /** The tasks that wait. */
    @GuardedBy("lock")
    private final WeightedLine<TenantId, Job> line = new WeightedLine<>();
    /** The tasks that are being run. */
    @GuardedBy("lock")
    private final Set<Job> running = new HashSet<>();
    /** How many threads of the regular pool have a task. */
    @GuardedBy("lock")
    private int onRegular;

    /** How many threads of the pool of substitutes have a task. */
    @GuardedBy("lock")
    private int onSubstitutes;

    /** How many of the running tasks do not advance. */
    @GuardedBy("lock")
    private int stuck;

    /** Whether a look at the running tasks is scheduled. */
    @GuardedBy("lock")
    private boolean watching;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * Threads for flushes.
     *
     * @param runtime clock and threads
     * @param threads how many flushes run at a time, besides those that do not advance
     * @param patienceNanos how long a flush may show no progress while others wait; asked each time
     * @param culprits names the part in which a flush hangs
     * @param events receives flushes that do not advance
     */
    public FlushThreads(
            StorageRuntime runtime, int threads, LongSupplier patienceNanos, Culprits culprits, EventSink events) {
        this.runtime = runtime;
        this.threads = threads;
        this.patienceNanos = patienceNanos;
        this.culprits = culprits;
        this.events = events;
        this.regular = runtime.executors().pool("flush", threads);
        this.substitutes = runtime.executors().pool("flush-substitute", MOST_SUBSTITUTES);
        this.watch = runtime.executors().scheduler("flush-watch");
    }

    /** A task. Its fields that change are guarded by the lock of the outer class. */
    private static final class Job {

        private final TenantId tenant;
        private final WeightedTenant weighted;
        private final Runnable task;
        private final LongSupplier progress;
        private @Nullable Thread thread;
        private boolean substitute;
        private boolean advances = true;
        private long seen;
        private long since;
        private long began;

        Job(WeightedTenant weighted, Runnable task, LongSupplier progress) {
            this.weighted = weighted;
            this.tenant = weighted.id();
            this.task = task;
            this.progress = progress;
        }
    }

    /** A flush that does not advance, and the thread that it hangs in. */
    private record Hanging(TenantId tenant, List<Thread> threads) {}

    /**
     * Runs a task when it is its turn.
     *
     * @param tenant whose it is
     * @param task flushes, or does something else that may hang
     * @param progress changes while the task advances; must not wait for anything
     * @throws RejectedExecutionException if the platform is closed
     * @throws OutOfMemoryError if there is no memory for a thread; then the task is not run
     */
    void execute(WeightedTenant tenant, Runnable task, LongSupplier progress) {
        Job job = new Job(tenant, task, progress);
        lock.lock();
        try {
            if (closed) {
                throw new RejectedExecutionException("the platform is closed");
            }
            line.add(job.tenant, job);
            try {
                dispatch();
                watchIfNeeded();
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                line.withdraw(job.tenant, job);
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Runs nothing more that has not begun. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            line.clear();
        } finally {
            lock.unlock();
        }
        watch.shutdownNow();
        regular.shutdown();
        substitutes.shutdown();
    }

    @GuardedBy("lock")
    private void dispatch() {
        while (!closed && !line.isEmpty() && onRegular + onSubstitutes - stuck < threads) {
            Job job = line.take();
            job.substitute = onRegular >= threads;
            try {
                (job.substitute ? substitutes : regular).execute(() -> run(job));
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // there is no thread for it: it was served nothing, and waits again
                line.served(job.tenant, 0);
                line.add(job.tenant, job);
                throw e;
            }
            count(job, 1);
        }
    }

    @GuardedBy("lock")
    private void count(Job job, int change) {
        if (job.substitute) {
            onSubstitutes += change;
        } else {
            onRegular += change;
        }
    }

    /** Runs a task and then those that wait, so that this takes neither a thread nor memory. */
    private void run(Job first) {
        for (Job job = first; job != null; job = next(job)) {
            begin(job);
            try {
                job.task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a flush of tenant '" + job.tenant + "' failed unexpectedly", e);
            }
        }
    }

    private void begin(Job job) {
        lock.lock();
        try {
            job.seen = job.progress.getAsLong();
            job.thread = Thread.currentThread();
            job.began = runtime.clock().nanoTime();
            job.since = job.began;
            running.add(job);
        } finally {
            lock.unlock();
        }
    }

    /** Ends a task; returns what the thread does next, null if nothing. */
    private @Nullable Job next(Job ended) {
        lock.lock();
        try {
            running.remove(ended);
            long took = runtime.clock().nanoTime() - ended.began;
            line.served(ended.tenant, (double) took / ended.weighted.weight());
            stuck -= ended.advances ? 0 : 1;
            if (closed || line.isEmpty() || onRegular + onSubstitutes - stuck > threads) {
                count(ended, -1);
                return null;
            }
            Job next = line.take();
            next.substitute = ended.substitute;
            return next;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void watchIfNeeded() {
        if (!watching && !closed && !line.isEmpty()) {
            var _ = watch.schedule(
                    this::look, Math.max(1, patienceNanos.getAsLong() / LOOKS_WITHIN_PATIENCE), TimeUnit.NANOSECONDS);
            watching = true;
        }
    }

    private void look() {
        long now = runtime.clock().nanoTime();
        long patience = patienceNanos.getAsLong();
        List<Hanging> newly = new ArrayList<>();
        lock.lock();
        try {
            watching = false;
            for (Job job : running) {
                long progress = job.progress.getAsLong();
                if (progress != job.seen) {
                    job.seen = progress;
                    job.since = now;
                    stuck -= job.advances ? 0 : 1;
                    job.advances = true;
                } else if (job.advances && now - job.since >= patience && stuck < MOST_SUBSTITUTES && !line.isEmpty()) {
                    job.advances = false;
                    stuck++;
                    newly.add(new Hanging(job.tenant, List.of(Objects.requireNonNull(job.thread))));
                }
            }
            watchIfNeeded();
            dispatch();
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            LOG.log(Level.DEBUG, "what waits for a flush goes on when another one ends", e);
        } finally {
            lock.unlock();
        }
        newly.forEach(flush -> report(flush, patience));
    }

    private void report(Hanging flush, long patience) {
        TenantId tenant = flush.tenant;
        events.report(
                StorageEvent.Type.FAILURE,
                Optional.of(tenant),
                "the flush of tenant '" + tenant + "' has not advanced for " + TimeUnit.NANOSECONDS.toMillis(patience)
                        + " ms: "
                        + culprits.whatDoesNotReturn(
                                flush.threads,
                                "a codec, the table format, the memtable, the merge executor or the disk")
                        + ". Another thread flushes the other tenants; mend or replace what hangs",
                Map.of());
    }
}
