package org.allidb.storage.engine.internal.scrub;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.statistics.ScrubStatistics;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.providers.Throttlers;
import org.allidb.storage.engine.internal.tenant.TenantUse;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.throttle.Throttler;
import org.jspecify.annotations.Nullable;

/**
 * Goes through all tenants at an interval, one table at a time, on one thread that ends when there is nothing to do. A
 * pass begins with a tenant that chance picks, so that a process which is often restarted gets to all of them.
 * Thread-safe, without a lock: it calls throttlers, which may not return.
 */
public final class Scrubber {

    private static final Logger LOG = System.getLogger(Scrubber.class.getName());
    private static final long FIRST_NANOS = 3_600L * 1_000_000_000;
    private static final long MAX_LOOK_MILLIS = 60_000;
    private static final long MIN_LOOK_MILLIS = 10;
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** What opening a tenant costs, so that ten thousand are not opened at once. */
    private static final int BYTES_OF_OPENING = 64 << 10;

    private final ScrubbedPlatform platform;
    private final Throttlers throttlers;
    private final Supplier<StorageConfiguration> configuration;
    private final EventSink events;
    private final StorageClock clock;
    private final ScheduledExecutorService background;
    private final ScrubCounters counters = new ScrubCounters();
    private final ExecutorService worker;
    /** When the next pass is due, by the clock's nanoseconds. */
    private final AtomicLong due = new AtomicLong();

    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean closed;
    private volatile @Nullable Throttler pace;

    /**
     * Creates a scrubber; {@link #start()} follows.
     *
     * @param platform the tenants
     * @param throttlers pace it
     * @param configuration returns the configuration in force
     * @param events receives what it finds
     * @param runtime clock and threads
     * @param background looks now and then whether a pass is due
     */
    public Scrubber(
            ScrubbedPlatform platform,
            Throttlers throttlers,
            Supplier<StorageConfiguration> configuration,
            EventSink events,
            StorageRuntime runtime,
            ScheduledExecutorService background) {
        this.platform = platform;
        this.throttlers = throttlers;
        this.configuration = configuration;
        this.events = events;
        this.clock = runtime.clock();
        this.background = background;
        this.worker = runtime.executors().pool("scrub", 1);
    }

    /** Begins to look whether a pass is due. */
    public void start() {
        due.set(clock.nanoTime() + Math.min(FIRST_NANOS, intervalNanos()));
        lookLater();
    }

    /** Puts changed parameters in force. */
    public void reconfigure() {
        long latest = clock.nanoTime() + intervalNanos();
        due.updateAndGet(planned -> planned - latest > 0 ? latest : planned);
        Throttler current = pace;
        if (current != null) {
            current.setLimits(configuration.get().scrub().limits());
        }
    }

    /** Scrubs a tenant now, on the caller's thread. */
    public ScrubReport scrub(TenantId id) {
        try {
            return scrub(id, List.of(throttlers.throttler()), () -> closed);
        } catch (IOException e) {
            throw StorageErrors.of(id, "a scrub", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StorageErrors.of(id, "a scrub", new IOException("it was interrupted", e));
        }
    }

    /** Returns what was scrubbed and found. */
    public ScrubStatistics statistics() {
        return counters.statistics(running.get());
    }

    /** Ends it; {@link #awaitEnd} waits for a pass under way. */
    public void stop() {
        closed = true;
        worker.shutdownNow();
    }

    /** Waits for the end of a pass under way, after {@link #stop()}. */
    public void awaitEnd(long nanos) {
        try {
            if (!worker.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
                LOG.log(
                        Level.WARNING,
                        "the scrub did not end within " + TimeUnit.NANOSECONDS.toMillis(nanos)
                                + " ms; the disk may hang");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void lookLater() {
        long millis = intervalNanos() / NANOS_PER_MILLI;
        long delay = millis == 0 ? MAX_LOOK_MILLIS : Math.clamp(millis / 10, MIN_LOOK_MILLIS, MAX_LOOK_MILLIS);
        var _ = background.schedule(this::look, delay, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            passIfDue();
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "no scrub any more: the platform is closed", e);
        }
    }

    private void passIfDue() {
        long interval = intervalNanos();
        long now = clock.nanoTime();
        if (!closed && interval > 0 && now - due.get() >= 0 && running.compareAndSet(false, true)) {
            due.set(now + interval);
            worker.execute(this::pass);
        }
        if (!closed) {
            lookLater();
        }
    }

    private void pass() {
        try {
            Throttler own = throttlers.newThrottler(configuration.get().scrub().limits());
            pace = own;
            // those of a configuration that came before the throttler was in place
            own.setLimits(configuration.get().scrub().limits());
            BooleanSupplier stopped = () -> closed || intervalNanos() == 0;
            for (TenantId tenant : fromSomewhere(platform.tenantIds())) {
                if (stopped.getAsBoolean()) {
                    return;
                }
                own.acquire(BYTES_OF_OPENING, 1);
                scrubInPass(tenant, own, stopped);
            }
            counters.passes.increment();
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "a scrub was interrupted, because the platform is being closed", e);
        } finally {
            pace = null;
            running.set(false);
        }
    }

    private void scrubInPass(TenantId tenant, Throttler own, BooleanSupplier stopped) throws InterruptedException {
        try {
            scrub(tenant, List.of(own, throttlers.throttler()), stopped);
        } catch (TenantUnknownException e) {
            LOG.log(Level.DEBUG, "tenant ''{0}'' was dropped during a scrub", tenant);
        } catch (IOException | StorageException e) {
            if (!closed) {
                events.report(
                        StorageEvent.Type.FAILURE,
                        Optional.of(tenant),
                        "tenant '" + tenant + "' could not be scrubbed: " + e.getMessage(),
                        Map.of());
            }
        }
    }

    private ScrubReport scrub(TenantId tenant, List<Throttler> throttlers, BooleanSupplier stopped)
            throws IOException, InterruptedException {
        try (TenantUse borrowed = platform.borrow(tenant)) {
            return new TenantScrub(events, counters, borrowed.tree(), throttlers, stopped).run();
        }
    }

    private List<TenantId> fromSomewhere(List<TenantId> tenants) {
        List<TenantId> all = new ArrayList<>(tenants);
        if (!all.isEmpty()) {
            long chance = clock.wallMillis() * 0x9E3779B97F4A7C15L >>> Integer.SIZE;
            Collections.rotate(all, (int) (chance % all.size()));
        }
        return all;
    }

    private long intervalNanos() {
        return configuration.get().scrub().intervalNanos();
    }
}
