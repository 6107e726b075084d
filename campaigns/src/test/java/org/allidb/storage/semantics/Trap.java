package org.allidb.storage.semantics;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Where a thread hangs when the trap is set, whatever interrupts it, until it is let out. */
final class Trap {

    private static final long WATCHDOG_SECONDS = 120;

    private final CountDownLatch caught = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final CountDownLatch left = new CountDownLatch(1);
    private final AtomicBoolean onlyOne = new AtomicBoolean();
    private volatile boolean set;
    private volatile String threads = "";

    void set() {
        set = true;
    }

    /** Sets it for the next thread alone. */
    void setForOne() {
        onlyOne.set(true);
        set = true;
    }

    /** Sets it for threads whose names begin so. */
    void setFor(String prefix) {
        threads = prefix;
        set = true;
    }

    void pass() {
        if (!set || open.getCount() == 0 || !Thread.currentThread().getName().startsWith(threads)) {
            return;
        }
        if (onlyOne.compareAndSet(true, false)) {
            set = false;
        } else if (!set) {
            return;
        }
        caught.countDown();
        boolean interrupted = false;
        while (open.getCount() > 0) {
            try {
                open.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        left.countDown();
    }

    boolean hasCaught() {
        return caught.getCount() == 0;
    }

    void awaitCaught() {
        await(caught, "nobody went into the trap");
    }

    void letOut() {
        open.countDown();
        await(left, "nobody left the trap");
    }

    private static void await(CountDownLatch latch, String otherwise) {
        try {
            if (!latch.await(WATCHDOG_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(otherwise);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
