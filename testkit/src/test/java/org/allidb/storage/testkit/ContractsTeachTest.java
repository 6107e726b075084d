package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A part that breaks its contract gets an error that says what to do, and none that hangs. */
class ContractsTeachTest {

    @Test
    void throttlerThatSleepsOutItsWaitIsToldWhatToWaitOn() {
        ThrottlerContract contract = new ThrottlerContract() {
            @Override
            protected ThrottlerProvider provider() {
                return new Sleepers();
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::newLimitsFreeWhoWaits);
        assertTrue(
                told.getMessage().contains("acquire still waits, although setLimits(UNLIMITED) was called"),
                told.getMessage());
    }

    @Test
    void nameThatTheEngineRefusesIsNoGoodName() {
        CompactionStrategyContract contract = new CompactionStrategyContract() {
            @Override
            protected CompactionStrategy strategy() {
                return new CompactionStrategy() {
                    @Override
                    public String name() {
                        return "my.strategy";
                    }

                    @Override
                    public Optional<CompactionTask> propose(CompactionView view) {
                        return Optional.empty();
                    }
                };
            }
        };
        AssertionError told = assertThrows(AssertionError.class, contract::nameIsShortAndPlain);
        assertTrue(told.getMessage().startsWith("the name is 'my.strategy'; the engine installs"), told.getMessage());
    }

    @Test
    void everyTestOfAContractHasAnEnd() {
        for (Class<?> contract :
                List.of(CodecContract.class, CompactionStrategyContract.class, ThrottlerContract.class)) {
            assertEquals(
                    Timeout.ThreadMode.SEPARATE_THREAD,
                    contract.getAnnotation(Timeout.class).threadMode(),
                    contract.getName());
        }
    }

    /** Throttlers that look at their limits once, and then sleep. */
    private static final class Sleepers implements ThrottlerProvider {

        @Override
        public String name() {
            return "sleeper";
        }

        @Override
        public Throttler create(ThrottleLimits first, StorageClock clock) {
            return new Throttler() {

                private volatile ThrottleLimits limits = first;

                @Override
                public void acquire(int bytes, int operations) throws InterruptedException {
                    long most = limits.bytesPerSecond();
                    TimeUnit.SECONDS.sleep(most == 0 ? 0 : bytes / most);
                }

                @Override
                public void setLimits(ThrottleLimits newLimits) {
                    limits = newLimits;
                }

                @Override
                public ThrottleLimits limits() {
                    return limits;
                }
            };
        }
    }
}
