package org.allidb.storage.engine.internal.disk;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.observe.FlightRecorder;
import org.allidb.storage.engine.internal.observe.OperationTimes;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.vfs.Vfs;
import org.jspecify.annotations.Nullable;

/**
 * Watches for calls of the file system that take long, while they do.
 *
 * <ul>
 *   <li>A thread that makes a call puts it into a free slot and removes it again, and reads no clock for it.
 *   <li>A check looks a few times within the limit at what is in the slots.
 *   <li>A call is reported once when it has been there for the limit, and once more when it has ended.
 *   <li>Thread-safe.
 * </ul>
 */
public final class DiskWatch implements AutoCloseable {

    /** The name of each directory that has a log: its syncs are also counted apart. */
    public static final String LOG_DIRECTORY = "wal";

    private static final Logger LOG = System.getLogger(DiskWatch.class.getName());

    private static final int SLOTS = 256;
    /** References between slots, so that two threads seldom write to one cache line. */
    private static final int STRIDE = 16;
    /** Slots that are tried; with hundreds of calls at once some are not watched. */
    private static final int PROBES = 32;

    /** The golden ratio, so that neighbours among threads are none among slots. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final int CHECKS_WITHIN_LIMIT = 4;
    private static final long MAX_INTERVAL_MILLIS = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final StorageClock clock;
    private final OperationTimes times;
    private final EventSink events;
    private final LongSupplier limitMillis;
    private final AtomicReferenceArray<@Nullable DiskOperation> slots = new AtomicReferenceArray<>(SLOTS * STRIDE);
    /** Operations that were reported, and for how many milliseconds they were seen. */
    @GuardedBy("this")
    private final Map<DiskOperation, Long> slow = new HashMap<>();

    private final ScheduledExecutorService timer;
    private volatile long slowOperations;
    private volatile int hanging;

    /**
     * Creates a watch; {@link #start()} follows.
     *
     * @param clock its time
     * @param times where syncs are counted
     * @param events where slow operations are reported
     * @param limitMillis from when on an operation is slow; asked at every check
     * @param timer runs the checks, and nothing that could wait for a disk; shut down with the watch
     */
    public DiskWatch(
            StorageClock clock,
            OperationTimes times,
            EventSink events,
            LongSupplier limitMillis,
            ScheduledExecutorService timer) {
        this.clock = clock;
        this.times = times;
        this.events = events;
        this.limitMillis = limitMillis;
        this.timer = timer;
    }

    /** Begins to check. */
    public void start() {
        try {
            var _ = timer.schedule(this::checkAndGoOn, intervalMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "no check any more: the watch is closed", e);
        }
    }

    /**
     * Returns a file system whose calls are watched.
     *
     * @param files does the work
     * @param directory what names are relative to, for messages; empty, or with a slash at its end
     */
    public Vfs watch(Vfs files, String directory) {
        return new WatchedVfs(files, this, directory);
    }

    /** Operations that were slow. */
    public long slowOperations() {
        return slowOperations;
    }

    /** Operations that are slow and have not ended. */
    public int hanging() {
        return hanging;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** Returns how long syncs take. */
    OperationTimes times() {
        return times;
    }

    /** Notes that an operation begins. */
    DiskOperation begin(String verb, String directory, String file) {
        int first = (int) (Thread.currentThread().threadId() * SPREAD >>> Long.SIZE - Integer.SIZE);
        for (int probe = 0; probe < PROBES; probe++) {
            int slot = ((first + probe) & (SLOTS - 1)) * STRIDE;
            if (slots.getPlain(slot) == null) {
                DiskOperation operation = new DiskOperation(verb, directory, file, slot);
                if (slots.compareAndSet(slot, null, operation)) {
                    return operation;
                }
            }
        }
        return new DiskOperation(verb, directory, file, DiskOperation.NOWHERE);
    }

    /** Notes that it has ended, however it did. */
    void end(DiskOperation operation) {
        if (operation.slot() != DiskOperation.NOWHERE) {
            slots.setRelease(operation.slot(), null);
        }
    }

    /** Looks at everything that is under way. */
    synchronized void check() {
        long now = clock.nanoTime();
        long limit = limitMillis.getAsLong() * NANOS_PER_MILLI;
        Map<DiskOperation, Long> ended = new HashMap<>(slow);
        List<DiskOperation> newly = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            DiskOperation operation = slots.getAcquire(i * STRIDE);
            if (operation == null) {
                continue;
            }
            long millis = operation.seenFor(now) / NANOS_PER_MILLI;
            if (slow.containsKey(operation)) {
                ended.remove(operation);
                slow.put(operation, millis);
            } else if (operation.seenFor(now) >= limit) {
                slow.put(operation, millis);
                newly.add(operation);
            }
        }
        slow.keySet().removeAll(ended.keySet());
        slowOperations += newly.size();
        hanging = slow.size();
        ended.keySet().forEach(operation -> reportEnd(operation, operation.seenFor(now) / NANOS_PER_MILLI));
        newly.forEach(operation -> reportSlow(operation, operation.seenFor(now) / NANOS_PER_MILLI));
    }

    private void checkAndGoOn() {
        try {
            check();
        } finally {
            start();
        }
    }

    private long intervalMillis() {
        return Math.clamp(limitMillis.getAsLong() / CHECKS_WITHIN_LIMIT, 1, MAX_INTERVAL_MILLIS);
    }

    private void reportSlow(DiskOperation operation, long millis) {
        FlightRecorder.slowOperation(operation.toString());
        events.report(
                StorageEvent.Type.SLOW_OPERATION,
                Optional.empty(),
                "the " + operation + " has been under way for " + millis + " ms and has not ended; the disk hangs or is"
                        + " overloaded, and what waits for it waits too",
                Map.of("running_ms", millis, "hanging_operations", (long) hanging));
    }

    private void reportEnd(DiskOperation operation, long millis) {
        events.report(
                StorageEvent.Type.SLOW_OPERATION,
                Optional.empty(),
                "the " + operation + " that was slow has ended, after about " + millis + " ms",
                Map.of("took_ms", millis, "hanging_operations", (long) hanging));
    }
}
