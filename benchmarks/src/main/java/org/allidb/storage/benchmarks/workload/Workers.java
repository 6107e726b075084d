package org.allidb.storage.benchmarks.workload;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;

/** Threads that do one operation again and again. */
final class Workers {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final int DIGITS = 3;

    private Workers() {}

    /** An operation with what it needs; used by one thread. */
    interface Operation extends AutoCloseable {

        /** Does it once; returns how many operations that counts for. */
        long run();

        @Override
        default void close() {}
    }

    /** Warms up for half the time, then measures. */
    static Timing warmedUp(int threads, double seconds, IntFunction<Operation> operations) {
        timed(threads, seconds / 2, operations);
        return timed(threads, seconds, operations);
    }

    /** Runs so many threads for so long; each asks for its operation by its number. */
    static Timing timed(int threads, double seconds, IntFunction<Operation> operations) {
        return timed(Thread.ofPlatform().daemon().name("bench"), threads, seconds, operations);
    }

    /** Runs so many threads of a kind for so long. */
    static Timing timed(Thread.Builder kind, int threads, double seconds, IntFunction<Operation> operations) {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<FutureTask<Timing>> tasks = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            tasks.add(start(kind, () -> {
                try (Operation operation = operations.apply(number)) {
                    start.await();
                    return loop(operation, after(seconds));
                }
            }));
        }
        return tasks.stream().map(Workers::join).reduce(Workers::merge).orElseThrow();
    }

    /** Returns when it is so many seconds later. */
    static BooleanSupplier after(double seconds) {
        long end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
        return () -> System.nanoTime() >= end;
    }

    static FutureTask<Timing> start(Callable<Timing> callable) {
        return start(Thread.ofPlatform().daemon().name("bench"), callable);
    }

    /** Starts a thread of a kind. */
    static FutureTask<Timing> start(Thread.Builder kind, Callable<Timing> callable) {
        FutureTask<Timing> task = new FutureTask<>(callable);
        kind.start(task);
        return task;
    }

    static Timing join(FutureTask<Timing> task) {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Repeats on the calling thread; asks now and then whether it is time to stop. */
    static Timing loop(Operation operation, BooleanSupplier done) {
        Histogram histogram = histogram();
        long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        long before = start;
        long count = 0;
        do {
            long operationsDone = operation.run();
            long now = System.nanoTime();
            histogram.recordValue(Math.min(now - before, LONGEST_NANOS));
            before = now;
            count += operationsDone;
        } while (!done.getAsBoolean());
        long nanos = System.nanoTime() - start;
        return new Timing(count, nanos, THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore, histogram);
    }

    /** Returns an empty histogram of nanoseconds. */
    static Histogram histogram() {
        return new Histogram(LONGEST_NANOS, DIGITS);
    }

    /** Adds up what two threads did at the same time. */
    static Timing merge(Timing one, Timing other) {
        one.latency().add(other.latency());
        return new Timing(
                one.operations() + other.operations(),
                Math.max(one.nanos(), other.nanos()),
                one.allocatedBytes() + other.allocatedBytes(),
                one.latency());
    }
}
