package org.allidb.storage.metrics.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A platform that does not answer is noticed, and costs one thread. */
class LivenessTest {

    private static final long PATIENT = TimeUnit.MINUTES.toMillis(1);

    private final Liveness liveness = new Liveness();

    @Test
    void aPlatformThatIsAwayIsLive() {
        assertTrue(liveness.answers(Optional.empty()));
    }

    @Test
    void anErrorIsAnAnswer() {
        assertTrue(liveness.answers(
                () -> {
                    throw new IllegalStateException("closed");
                },
                PATIENT));
    }

    @Test
    void silenceIsNoticedAndAskedOnce() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Runnable call = () -> {
            asked.incrementAndGet();
            try {
                hanging.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        for (int i = 0; i < 5; i++) {
            assertFalse(liveness.answers(call, 1));
        }
        hanging.countDown();
        while (!liveness.answers(call, 1)) {
            Thread.onSpinWait();
        }
        assertTrue(liveness.answers(call, PATIENT));
        assertTrue(asked.get() <= 3, "asked " + asked + " times");
    }
}
