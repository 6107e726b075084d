package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.allidb.storage.testkit.FaultPlan;

/** A disk that stops at a call of the file system until it is released, as a slow one does. */
final class Barrier implements FaultPlan {

    static final long WATCHDOG_SECONDS = 60;

    private volatile BiPredicate<Operation, String> stopsAt = (operation, name) -> false;
    private volatile CountDownLatch reached = new CountDownLatch(1);
    private volatile CountDownLatch open = new CountDownLatch(1);

    /** Stops the next call that fits, and those after it. */
    void stopAt(BiPredicate<Operation, String> calls) {
        reached = new CountDownLatch(1);
        open = new CountDownLatch(1);
        stopsAt = calls;
    }

    /** Waits until a thread has come to the call. */
    void awaitReached() throws InterruptedException {
        assertTrue(reached.await(WATCHDOG_SECONDS, TimeUnit.SECONDS), "no thread came to the call");
    }

    /** Lets all continue, and stops none any more. */
    void letGo() {
        stopsAt = (operation, name) -> false;
        open.countDown();
    }

    /** Files are copied, so that there are calls to stop at. */
    @Override
    public boolean hasLinks() {
        return false;
    }

    @Override
    public void before(Operation operation, String name) {
        if (stopsAt.test(operation, name)) {
            CountDownLatch mine = open;
            reached.countDown();
            boolean interrupted = false;
            while (mine.getCount() > 0) {
                try {
                    mine.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
