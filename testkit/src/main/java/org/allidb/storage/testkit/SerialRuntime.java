package org.allidb.storage.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.spi.runtime.ExecutorFactory;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A runtime without threads: tasks wait until {@link #runDue()} runs them, one after the other, in the order in which they
 * became due by the clock. What a platform does is then the same for the same calls, and opening one costs next to
 * nothing. A task whose result is asked for is run there and then. Used by one thread; a platform is closed after
 * {@link #runDue()}, because it waits for its compactions.
 */
@ProviderType
public final class SerialRuntime implements StorageRuntime, ExecutorFactory {

    private final ManualClock clock;
    private final Deque<Task<?>> ready = new ArrayDeque<>();
    private final PriorityQueue<Task<?>> delayed = new PriorityQueue<>(
            Comparator.<Task<?>>comparingLong(task -> task.due).thenComparingLong(task -> task.number));
    private final List<Throwable> failures = new ArrayList<>();
    private long tasks;

    /**
     * A runtime with a clock.
     *
     * @param clock says what is due
     */
    public SerialRuntime(ManualClock clock) {
        this.clock = clock;
    }

    /** Runs what waits, and what is due, until nothing is. */
    public void runDue() {
        while (true) {
            for (Task<?> task = delayed.peek(); task != null && task.due <= clock.nanoTime(); task = delayed.peek()) {
                ready.addLast(delayed.remove());
            }
            Task<?> next = ready.pollFirst();
            if (next == null) {
                return;
            }
            next.run();
        }
    }

    /**
     * Returns what tasks threw whose results were never asked for.
     *
     * @return in their order
     */
    public List<Throwable> failures() {
        return List.copyOf(failures);
    }

    @Override
    public String name() {
        return TestRuntime.NAME;
    }

    @Override
    public StorageClock clock() {
        return clock;
    }

    @Override
    public ExecutorFactory executors() {
        return this;
    }

    @Override
    public ExecutorService pool(String name, int maxThreads) {
        return new Queue();
    }

    @Override
    public ScheduledExecutorService scheduler(String name) {
        return new Queue();
    }

    /** The tasks of one pool or scheduler. */
    private final class Queue extends AbstractExecutorService implements ScheduledExecutorService {

        private boolean shut;

        @Override
        public void execute(Runnable task) {
            checkOpen();
            ready.addLast(task instanceof Task<?> prepared ? prepared : new Task<>(this, task, null));
        }

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Runnable runnable, @Nullable T value) {
            return new Task<>(this, runnable, value);
        }

        @Override
        protected <T> RunnableFuture<T> newTaskFor(Callable<T> callable) {
            return new Task<>(this, callable);
        }

        @Override
        public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
            return delay(new Task<>(this, command, null), delay, unit);
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
            return delay(new Task<>(this, callable), delay, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initial, long period, TimeUnit unit) {
            return scheduleWithFixedDelay(command, initial, period, unit);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initial, long delay, TimeUnit unit) {
            // the future of the first run stands for all of them
            Task<?>[] first = new Task<?>[1];
            Runnable again = new Runnable() {
                @Override
                public void run() {
                    if (!shut && !first[0].isEnded()) {
                        command.run();
                        if (!shut) {
                            var _ = schedule(this, delay, unit);
                        }
                    }
                }
            };
            first[0] = new Task<>(this, again, null);
            return delay(first[0], initial, unit);
        }

        private <V> Task<V> delay(Task<V> task, long delay, TimeUnit unit) {
            checkOpen();
            task.due = clock.nanoTime() + unit.toNanos(delay);
            delayed.add(task);
            return task;
        }

        private void checkOpen() {
            if (shut) {
                throw new RejectedExecutionException("shut down");
            }
        }

        @Override
        public void shutdown() {
            shut = true;
            delayed.removeIf(task -> task.queue == this);
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown();
            List<Runnable> never = new ArrayList<>(
                    ready.stream().filter(task -> task.queue == this).toList());
            ready.removeIf(task -> task.queue == this);
            return never;
        }

        @Override
        public boolean isShutdown() {
            return shut;
        }

        @Override
        public boolean isTerminated() {
            return shut && ready.stream().noneMatch(task -> task.queue == this);
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            runDue();
            return isTerminated();
        }
    }

    /** A task, run at most once. */
    private final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {

        private final Queue queue;
        private final long number = tasks++;
        private long due;
        private boolean asked;
        private boolean ended;

        Task(Queue queue, Callable<V> callable) {
            super(callable);
            this.queue = queue;
        }

        Task(Queue queue, Runnable runnable, @Nullable V value) {
            super(runnable, value);
            this.queue = queue;
        }

        /** Returns whether it was cancelled, before or after it ran. */
        boolean isEnded() {
            return ended;
        }

        @Override
        public boolean cancel(boolean interrupt) {
            ended = true;
            return super.cancel(interrupt);
        }

        @Override
        protected void setException(Throwable thrown) {
            super.setException(thrown);
            if (!asked) {
                failures.add(thrown);
            }
        }

        @Override
        public V get() throws InterruptedException, ExecutionException {
            asked = true;
            run();
            return super.get();
        }

        @Override
        public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException {
            return get();
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - clock.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
