package org.allidb.storage.engine.internal.providers;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.throttle.PlatformLoad;
import org.allidb.storage.spi.throttle.Throttler;
import org.jspecify.annotations.Nullable;

/**
 * A throttler of a plug-in that does not stop the work which it is to pace. What it fails to grant is granted; its failures are
 * reported, and after {@value #MOST_FAILURES} in a row the built-in throttler takes over. One that never grants is not contained:
 * the work waits. Thread-safe.
 */
final class ContainedThrottler implements Throttler {

    private static final int MOST_FAILURES = 3;

    private final String description;
    private final Throttler throttler;
    private final Function<ThrottleLimits, Throttler> builtIn;
    private final EventSink events;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile ThrottleLimits limits;
    /** The throttler that has taken over; null before that. */
    private volatile @Nullable Throttler successor;

    /**
     * Contains a throttler.
     *
     * @param description names it in messages
     * @param throttler the one of the plug-in
     * @param builtIn makes the one that takes over, for limits
     * @param limits the limits that it was made with
     * @param events receives its failures
     */
    ContainedThrottler(
            String description,
            Throttler throttler,
            Function<ThrottleLimits, Throttler> builtIn,
            ThrottleLimits limits,
            EventSink events) {
        this.description = description;
        this.throttler = throttler;
        this.builtIn = builtIn;
        this.limits = limits;
        this.events = events;
    }

    @Override
    public void acquire(int bytes, int operations) throws InterruptedException {
        Throttler better = successor;
        if (better != null) {
            better.acquire(bytes, operations);
            return;
        }
        try {
            throttler.acquire(bytes, operations);
            failures.setPlain(0);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    @Override
    public void setLimits(ThrottleLimits newLimits) {
        limits = newLimits;
        Throttler better = successor;
        if (better != null) {
            better.setLimits(newLimits);
            return;
        }
        try {
            throttler.setLimits(newLimits);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    /** Passes it on. Who tells it contains what it throws. */
    @Override
    public void observe(PlatformLoad load) {
        Throttler better = successor;
        (better == null ? throttler : better).observe(load);
    }

    @Override
    public ThrottleLimits limits() {
        return limits;
    }

    private void failed(Throwable failure) {
        boolean hopeless = failures.incrementAndGet() >= MOST_FAILURES && takeOver();
        events.report(
                StorageEvent.Type.FAILURE,
                Optional.empty(),
                description + " failed: " + failure
                        + (hopeless
                                ? "; '" + PartsInUse.BUILT_IN_THROTTLER + "' takes over until it is replaced"
                                : "; what it was asked for is granted"),
                Map.of());
    }

    /** Has the built-in throttler take over; returns whether it had not. */
    private synchronized boolean takeOver() {
        if (successor != null) {
            return false;
        }
        successor = builtIn.apply(limits);
        return true;
    }
}
