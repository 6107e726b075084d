package org.allidb.storage.engine.internal.tenant;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.allidb.storage.api.StalledException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.FlightSpan;
import org.allidb.storage.spi.runtime.StorageClock;

/**
 * The brake of a tenant's writers. It slows them the more, the further flushes or compactions fall behind. It stops
 * them before memory or the number of tables runs away. Writers pay one volatile read while nothing is behind.
 * Thread-safe.
 */
final class WriteStall {

    /** How far behind the tenant is. */
    enum Pressure {
        /** Nothing is behind. */
        NONE,
        /** Writers are slowed. */
        SLOW,
        /** Writers wait. */
        STOP
    }

    private static final long MAX_DELAY_NANOS = 2_000_000;
    private static final long LOOK_AGAIN_NANOS = 50_000_000;

    private final StorageClock clock;
    private final TenantId tenant;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition relieved = lock.newCondition();
    private final LongAdder stalledNanos = new LongAdder();
    private volatile WritePressure current = WritePressure.NONE;

    WriteStall(StorageClock clock, TenantId tenant) {
        this.clock = clock;
        this.tenant = tenant;
    }

    /**
     * Sets the pressure. Calls are made one after the other.
     *
     * @return whether writers do something else now
     */
    boolean set(WritePressure now) {
        Pressure before = current.pressure();
        current = now;
        if (now.pressure() != Pressure.STOP && before == Pressure.STOP) {
            wakeAll();
        }
        return before != now.pressure();
    }

    /** Has writers that wait look again, for example because the tenant was closed. */
    void wakeAll() {
        lock.lock();
        try {
            relieved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long writers were slowed or stopped, in nanoseconds. */
    long stalledNanos() {
        return stalledNanos.sum();
    }

    /**
     * Slows or stops a writer. Called before each write, without the write lock.
     *
     * @param timeoutMillis how long to wait at most
     * @param stillOpen throws if there is nothing to wait for any more; called without a lock
     * @throws StalledException if it took too long
     */
    void beforeWrite(long timeoutMillis, Runnable stillOpen) {
        WritePressure pressure = current;
        if (pressure.pressure() == Pressure.NONE) {
            return;
        }
        FlightSpan span = FlightRecorder.writeStall();
        long start = clock.nanoTime();
        try {
            if (pressure.pressure() == Pressure.SLOW) {
                pause((long) (MAX_DELAY_NANOS * Math.clamp(pressure.severity(), 0.01, 1)));
            } else {
                waitForRelief(start, TimeUnit.MILLISECONDS.toNanos(timeoutMillis), stillOpen);
            }
        } finally {
            stalledNanos.add(clock.nanoTime() - start);
            span.end("tenant '" + tenant + "'", 0, 0);
        }
    }

    private void pause(long nanos) {
        await(nanos, () -> current.pressure() != Pressure.SLOW);
    }

    private void waitForRelief(long start, long timeoutNanos, Runnable stillOpen) {
        for (WritePressure now = current; now.pressure() == Pressure.STOP; now = current) {
            stillOpen.run();
            long left = timeoutNanos - (clock.nanoTime() - start);
            if (left <= 0) {
                throw new StalledException(
                        "tenant '" + tenant + "': a write waited " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos)
                                + " ms because " + now.reason()
                                + "; nothing was written. Write more slowly, or give flushes and"
                                + " compactions more bandwidth");
            }
            await(Math.min(left, LOOK_AGAIN_NANOS), () -> current.pressure() != Pressure.STOP);
        }
    }

    /** Waits for relief. An interrupt is kept for the caller and does not end the wait. */
    private void await(long nanos, BooleanSupplier enough) {
        boolean interrupted = false;
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !enough.getAsBoolean()) {
                try {
                    left = relieved.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
