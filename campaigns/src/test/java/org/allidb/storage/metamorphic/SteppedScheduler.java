package org.allidb.storage.metamorphic;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** A scheduler whose tasks are due by the manual clock and run on the driver's thread. */
final class SteppedScheduler extends AbstractExecutorService implements ScheduledExecutorService {

    private final SteppedRuntime runtime;
    private final List<Timer> pending = new ArrayList<>();
    private boolean shutdown;

    SteppedScheduler(SteppedRuntime runtime) {
        this.runtime = runtime;
    }

    @Override
    public void execute(Runnable task) {
        schedule(task, 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return add(new Timer(new FutureTask<>(task, null), () -> {}, unit.toNanos(delay), 0));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("no component schedules something that returns a value");
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long initialDelay, long period, TimeUnit unit) {
        throw new UnsupportedOperationException("no component schedules at a fixed rate");
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initialDelay, long delay, TimeUnit unit) {
        return add(new Timer(new FutureTask<>(() -> {}, null), task, unit.toNanos(initialDelay), unit.toNanos(delay)));
    }

    @Override
    public void shutdown() {
        shutdown = true;
        pending.forEach(runtime::remove);
        pending.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutdown();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutdown;
    }

    private Timer add(Timer timer) {
        if (shutdown) {
            throw new RejectedExecutionException("the scheduler was shut down");
        }
        pending.add(timer);
        runtime.add(timer);
        return timer;
    }

    /** A task and when it is due. */
    final class Timer implements ScheduledFuture<Object> {

        private final FutureTask<?> task;
        private final Runnable again;
        private final long period;
        private final long number;
        private long due;

        /**
         * A timer.
         *
         * @param task runs once; stands for the others if there are some
         * @param again runs every time
         * @param delay from now on
         * @param period between two runs, 0 for one run
         */
        private Timer(FutureTask<?> task, Runnable again, long delay, long period) {
            this.task = task;
            this.again = again;
            this.period = period;
            this.number = runtime.nextNumber();
            this.due = runtime.now() + delay;
        }

        long due() {
            return due;
        }

        long number() {
            return number;
        }

        void fire() {
            pending.remove(this);
            if (period > 0) {
                again.run();
                due = runtime.now() + period;
                if (!shutdown && !task.isCancelled()) {
                    add(this);
                }
                return;
            }
            task.run();
            if (task.state() == java.util.concurrent.Future.State.FAILED) {
                throw new AssertionError("a scheduled task failed", task.exceptionNow());
            }
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(due - runtime.now(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            runtime.remove(this);
            pending.remove(this);
            return task.cancel(mayInterrupt);
        }

        @Override
        public boolean isCancelled() {
            return task.isCancelled();
        }

        @Override
        public boolean isDone() {
            return task.isDone();
        }

        @Override
        public Object get() {
            throw new UnsupportedOperationException("nobody waits for a scheduled task");
        }

        @Override
        public Object get(long timeout, TimeUnit unit) {
            throw new UnsupportedOperationException("nobody waits for a scheduled task");
        }
    }
}
