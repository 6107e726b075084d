package org.allidb.storage.engine.internal.tenant;

import java.util.function.BooleanSupplier;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.throttle.Throttler;

/**
 * Waits on although the thread is interrupted, and keeps the interrupt. A merge may run on a caller's thread, whose
 * interrupts are no business of the merge. An interrupt of a merge that is cancelled ends the wait.
 *
 * @param throttler the one that says how long
 * @param cancelled whether the merge is to end
 */
record PatientThrottler(Throttler throttler, BooleanSupplier cancelled) implements Throttler {

    @Override
    public void acquire(int bytes, int operations) throws InterruptedException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    throttler.acquire(bytes, operations);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                    if (cancelled.getAsBoolean()) {
                        throw e;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void setLimits(ThrottleLimits limits) {
        throttler.setLimits(limits);
    }

    @Override
    public ThrottleLimits limits() {
        return throttler.limits();
    }
}
