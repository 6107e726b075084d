package org.allidb.storage.engine.internal.observe;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * Reports handles, cursors, readers and snapshots that are forgotten: not closed when nothing refers to them any more, or
 * when the platform closes. With {@code engine.track_origins} it knows where each was opened, and releases what a forgotten
 * one keeps; without, opening costs one volatile read. Thread-safe.
 */
public final class LeakWatch implements AutoCloseable {

    private static final int MOST_FRAMES = 16;
    private static final String ENGINE = "org.allidb.storage.engine.";

    private final BooleanSupplier enabled;
    private final ScheduledExecutorService background;
    private final EventSink events;
    private final ReferenceQueue<Object> forgotten = new ReferenceQueue<>();
    private final Set<Opened> opened = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean sweeps = new AtomicBoolean();

    /** What callers open. */
    public enum What {
        /** A handle of a tenant. */
        HANDLE("a handle"),
        /** A cursor. */
        CURSOR("a cursor"),
        /** A reader of rows. */
        READER("a reader"),
        /** A snapshot. */
        SNAPSHOT("a snapshot"),
        /** A bulk load. */
        BULK_LOAD("a bulk load");

        private final String text;

        What(String text) {
            this.text = text;
        }
    }

    /** Something that was opened and not closed yet, and where. */
    public static final class Opened extends PhantomReference<Object> {

        private final LeakWatch watch;
        private final What what;
        private final TenantId tenant;
        private final Runnable release;
        private final String thread = Thread.currentThread().getName();
        private final Throwable origin = new Throwable();

        private Opened(LeakWatch watch, Object object, What what, TenantId tenant, Runnable release) {
            super(object, watch.forgotten);
            this.watch = watch;
            this.what = what;
            this.tenant = tenant;
            this.release = release;
        }

        private String place() {
            return "opened by thread '" + thread + "'"
                    + Arrays.stream(origin.getStackTrace())
                            .dropWhile(frame -> frame.getClassName().startsWith(ENGINE))
                            .limit(MOST_FRAMES)
                            .map(frame -> "\n\tat " + frame)
                            .collect(Collectors.joining());
        }
    }

    /**
     * Creates a watch.
     *
     * @param enabled whether origins are to be noted; asked each time
     * @param background looks for what was forgotten, once a second from the first origin on
     * @param events receives what was forgotten
     */
    public LeakWatch(BooleanSupplier enabled, ScheduledExecutorService background, EventSink events) {
        this.enabled = enabled;
        this.background = background;
        this.events = events;
    }

    /**
     * Notes where an object is opened, if that is asked for.
     *
     * @param object what the caller gets and has to close
     * @param what what it is
     * @param tenant whose
     * @param release releases what it keeps; must not refer to the object
     * @return to be given to {@link #closed}; null if origins are not noted
     */
    public @Nullable Opened opened(Object object, What what, TenantId tenant, Runnable release) {
        if (!enabled.getAsBoolean()) {
            return null;
        }
        Opened entry = new Opened(this, object, what, tenant, release);
        opened.add(entry);
        if (sweeps.compareAndSet(false, true)) {
            try {
                var _ = background.scheduleWithFixedDelay(this::sweep, 1, 1, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                // the platform is being closed, which reports what is still open
                return entry;
            }
        }
        return entry;
    }

    /** Notes that an object is being closed. */
    public static void closed(@Nullable Opened entry) {
        if (entry != null) {
            entry.watch.opened.remove(entry);
            entry.clear();
        }
    }

    /** Reports what was forgotten since, and releases what it keeps. */
    public void sweep() {
        for (Reference<?> found = forgotten.poll(); found != null; found = forgotten.poll()) {
            if (found instanceof Opened entry && opened.remove(entry)) {
                try {
                    entry.release.run();
                } finally {
                    tell(
                            entry,
                            " was forgotten: nothing refers to it any more, and close() was not called; what it kept"
                                    + " was released");
                }
            }
        }
    }

    /**
     * Reports that a tenant is being closed under open cursors or snapshots.
     *
     * @param tenant whose
     * @param reads cursors and readers that are open
     * @param snapshots snapshots that are open
     */
    public void closedUnder(TenantId tenant, int reads, int snapshots) {
        if (reads + snapshots > 0) {
            events.report(
                    StorageEvent.Type.FORGOTTEN,
                    Optional.of(tenant),
                    "the store was closed while " + reads + " cursors or readers and " + snapshots
                            + " snapshots were open; what they kept is released, and they are of no use any more"
                            + (enabled.getAsBoolean()
                                    ? ""
                                    : ". Set engine.track_origins to learn where they were opened"),
                    Map.of("reads", (long) reads, "snapshots", (long) snapshots));
        }
    }

    /** Reports everything that is still open. The platform is being closed, and has released what it keeps. */
    @Override
    @SuppressWarnings("ModifyCollectionInEnhancedForLoop") // the set is concurrent
    public void close() {
        sweep();
        for (Opened entry : opened) {
            if (opened.remove(entry)) {
                entry.clear();
                tell(entry, " was still open when the platform was closed");
            }
        }
    }

    private void tell(Opened entry, String how) {
        events.report(
                StorageEvent.Type.FORGOTTEN,
                Optional.of(entry.tenant),
                entry.what.text + " of tenant '" + entry.tenant + "'" + how + "; " + entry.place(),
                Map.of());
    }
}
