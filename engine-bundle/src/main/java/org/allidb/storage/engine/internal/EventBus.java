package org.allidb.storage.engine.internal;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.engine.internal.providers.PartFailures;
import org.allidb.storage.engine.internal.value.StorageEventValue;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.jspecify.annotations.Nullable;

/**
 * Delivers events to listeners and the log, in order, on a thread of its own. Events that listeners do not keep up with are
 * dropped, so that one that never returns fills no memory. Thread-safe.
 */
final class EventBus implements EventSink, AutoCloseable {

    private static final Logger LOG = System.getLogger("org.allidb.storage.events");
    private static final int MOST_WAITING = 10_000;

    private final StorageRuntime runtime;
    private final PartFailures failures;
    private final ExecutorService delivery;
    private final List<StorageEventListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable Thread delivering;

    /**
     * Creates a bus without listeners.
     *
     * @param failures counts the parts that are named as failed
     */
    EventBus(StorageRuntime runtime, PartFailures failures) {
        this.runtime = runtime;
        this.failures = failures;
        this.delivery = runtime.executors().pool("events", 1);
    }

    Subscription subscribe(StorageEventListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void report(StorageEvent.Type type, Optional<TenantId> tenant, String message, Map<String, Long> figures) {
        if (type == StorageEvent.Type.FAILURE) {
            failures.countNamedIn(message);
        }
        StorageEvent event = new StorageEventValue(type, runtime.clock().wallMillis(), tenant, message, figures);
        int before = waiting.getAndIncrement();
        if (before >= MOST_WAITING) {
            waiting.decrementAndGet();
            return;
        }
        if (before == MOST_WAITING - 1) {
            LOG.log(
                    Level.WARNING,
                    "listeners of events do not keep up, or one does not return; later events are dropped");
        }
        try {
            delivery.execute(() -> deliver(event));
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            LOG.log(Level.DEBUG, "an event came after the end: " + message, e);
        }
    }

    @Override
    public void close() {
        delivery.shutdown();
    }

    /** Waits until what was reported before {@link #close()} is delivered; interrupts a listener that does not return. */
    void awaitDelivered(long nanos) {
        if (delivering == Thread.currentThread()) {
            // a listener closes the platform
            return;
        }
        try {
            if (!delivery.awaitTermination(nanos, TimeUnit.NANOSECONDS)) {
                LOG.log(Level.WARNING, "a listener of events has not returned; it is interrupted and left behind");
                delivery.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            delivery.shutdownNow();
        }
    }

    /** Returns the level at which an event is logged: a change of the configuration at INFO, what only a search needs at DEBUG. */
    private static Level level(StorageEvent.Type type) {
        return switch (type) {
            case FAILURE, SLOW_OPERATION, FORGOTTEN -> Level.WARNING;
            case CONFIGURATION -> Level.INFO;
            default -> Level.DEBUG;
        };
    }

    private void deliver(StorageEvent event) {
        delivering = Thread.currentThread();
        waiting.decrementAndGet();
        try {
            deliverToAll(event);
        } finally {
            delivering = null;
        }
    }

    private void deliverToAll(StorageEvent event) {
        LOG.log(
                level(event.type()),
                () -> event.tenant().map(id -> "[" + id + "] ").orElse("") + event.message());
        for (StorageEventListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (OutOfMemoryError e) {
                throw e;
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "the listener " + listener.getClass().getName() + " failed at an event", e);
            }
        }
    }
}
