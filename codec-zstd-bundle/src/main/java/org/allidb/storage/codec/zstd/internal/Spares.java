package org.allidb.storage.codec.zstd.internal;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Contexts of zstd that wait for their next use: to make one takes longer than to decompress a block with it. Bounded and thread-safe.
 *
 * @param <T> the kind of context
 */
final class Spares<T extends AutoCloseable> {

    private final ConcurrentLinkedQueue<T> spares = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final int most;
    private final Supplier<T> maker;
    private volatile boolean closed;

    /**
     * Creates it without contexts.
     *
     * @param most how many wait at most
     * @param maker makes a context
     */
    Spares(int most, Supplier<T> maker) {
        this.most = most;
        this.maker = maker;
    }

    /** Lends a context, which the borrower gives back. */
    T take() {
        T spare = spares.poll();
        if (spare == null) {
            return maker.get();
        }
        count.decrementAndGet();
        return spare;
    }

    /** Takes a context back; its borrower does not use it after that. */
    void give(T used) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            close(used);
            return;
        }
        spares.add(used);
        if (closed) {
            close();
        }
    }

    /** Releases the contexts that wait, and from now on each as soon as it is given back. */
    void close() {
        closed = true;
        for (T spare = spares.poll(); spare != null; spare = spares.poll()) {
            count.decrementAndGet();
            close(spare);
        }
    }

    private void close(T context) {
        try {
            context.close();
        } catch (Exception e) {
            throw new IllegalStateException("a context of zstd cannot be released", e);
        }
    }
}
