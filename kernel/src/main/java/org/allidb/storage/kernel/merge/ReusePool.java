package org.allidb.storage.kernel.merge;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A bounded pool of objects that are used for a short time and take longer to make than to use. It takes the place of a
 * static thread-local, which keeps the class loader of an updated bundle in memory for as long as the thread lives.
 *
 * <ul>
 *   <li>A thread that takes and gives alone finds the object that it gave last.
 *   <li>Objects beyond the bound are left to the garbage collector.
 *   <li>Thread-safe, for any number of threads, virtual ones included. Nothing waits.
 * </ul>
 *
 * @param <T> the type of the objects
 */
@ProviderType
public final class ReusePool<T> {

    private static final int SLOTS = 64;
    /** Slots lie on cache lines of their own: threads write to theirs all the time. */
    private static final int SPREAD = 16;

    private final AtomicReferenceArray<@Nullable T> slots = new AtomicReferenceArray<>(SLOTS * SPREAD);
    private final Supplier<T> maker;

    /**
     * An empty pool.
     *
     * @param maker makes an object where the pool has none
     */
    public ReusePool(Supplier<T> maker) {
        this.maker = maker;
    }

    /**
     * Takes an object out of the pool, or makes one.
     *
     * @return the caller's own until {@link #give}; as the last user left it
     */
    public T take() {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = slot(start + i);
            if (slots.getPlain(slot) != null) {
                T taken = slots.getAndSet(slot, null);
                if (taken != null) {
                    return taken;
                }
            }
        }
        return maker.get();
    }

    /**
     * Gives an object back. It must hold nothing of its user: the pool keeps it for as long as its class is loaded.
     *
     * @param object an object that the caller uses no more
     */
    public void give(T object) {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = slot(start + i);
            if (slots.getPlain(slot) == null) {
                // of two threads that meet here one loses its object, which costs less than a compare-and-set each time
                slots.setRelease(slot, object);
                return;
            }
        }
    }

    /** Leaves all objects that are in the pool to the garbage collector; those that are taken come back as usual. */
    public void clear() {
        for (int i = 0; i < SLOTS; i++) {
            int slot = slot(i);
            if (slots.getPlain(slot) != null) {
                slots.setRelease(slot, null);
            }
        }
    }

    private static int slot(int number) {
        return (number & SLOTS - 1) * SPREAD;
    }

    /** Threads begin at different slots, so that they meet seldom. */
    private static int start() {
        return (int) Thread.currentThread().threadId();
    }
}
