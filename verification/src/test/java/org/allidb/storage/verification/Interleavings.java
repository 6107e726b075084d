package org.allidb.storage.verification;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jetbrains.lincheck.Lincheck;

/**
 * Runs threads in many interleavings. A model checker, which takes memory for sequentially consistent, chooses them one
 * by one; or they come as the machine has them. {@code -Dallidb.soak=N} runs N times as many.
 */
public final class Interleavings {

    private static final int SOAK = Integer.getInteger("allidb.soak", 1);

    private Interleavings() {}

    /** What a thread does. */
    @FunctionalInterface
    public interface Body {

        /** Does it. */
        void run() throws Exception;
    }

    /** What is done in every interleaving: makes what is shared, and calls {@link #together}. */
    public static void check(int interleavings, Runnable scenario) {
        Lincheck.runConcurrentTest(interleavings * SOAK, scenario);
    }

    /** Runs a scenario again and again on real threads. */
    public static void stress(int rounds, Runnable scenario) {
        for (int round = 0; round < rounds * SOAK; round++) {
            scenario.run();
        }
    }

    /** Runs threads and waits for them; fails as the first of them did. */
    public static void together(Body... bodies) {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> threads = new ArrayList<>();
        for (Body body : bodies) {
            threads.add(new Thread(() -> {
                try {
                    body.run();
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }
}
