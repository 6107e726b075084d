package org.allidb.storage.demo.internal;

import java.util.concurrent.atomic.LongAdder;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;

/** A throttler as a third party would bring it: it delays nothing and counts the bytes. */
final class CountingThrottlerProvider implements ThrottlerProvider {

    static final String NAME = "counting";

    private final LongAdder bytesPassed = new LongAdder();

    long bytesPassed() {
        return bytesPassed.sum();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Throttler create(ThrottleLimits limits, StorageClock clock) {
        return new CountingThrottler(limits, bytesPassed);
    }

    private static final class CountingThrottler implements Throttler {

        private final LongAdder bytesPassed;
        private volatile ThrottleLimits limits;

        CountingThrottler(ThrottleLimits limits, LongAdder bytesPassed) {
            this.limits = limits;
            this.bytesPassed = bytesPassed;
        }

        @Override
        public void acquire(int bytes, int operations) {
            bytesPassed.add(bytes);
        }

        @Override
        public void setLimits(ThrottleLimits newLimits) {
            limits = newLimits;
        }

        @Override
        public ThrottleLimits limits() {
            return limits;
        }
    }
}
