package org.allidb.storage.engine.internal.scrub;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.engine.internal.providers.Throttlers;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A throttler that does not return stops who called it, and no thread that the tenants share. */
class ScrubberTest {

    private static final long WATCHDOG_SECONDS = 60;

    private final ManualClock clock = new ManualClock();
    private final BlockingQueue<Runnable> scheduled = new LinkedBlockingQueue<>();
    private final CountDownLatch acquiring = new CountDownLatch(1);
    private final CountDownLatch configuring = new CountDownLatch(2);
    private final CountDownLatch returns = new CountDownLatch(1);
    private final StorageConfiguration configuration = StorageConfiguration.DEFAULTS.with("scrub.interval_hours", "1");
    private final Scrubber scrubber = new Scrubber(
            fake(ScrubbedPlatform.class, (proxy, method, arguments) -> {
                if (method.getName().equals("tenantIds")) {
                    return List.of(TenantId.of("tenant"));
                }
                throw new TenantUnknownException(TenantId.of("tenant"), "it is not borrowed");
            }),
            new SlowThrottlers(),
            () -> configuration,
            (type, tenant, message, figures) -> {},
            new TestRuntime(clock),
            background());

    @AfterEach
    void stop() {
        returns.countDown();
        scrubber.stop();
    }

    @Test
    void throttlerThatDoesNotReturnKeepsNoThreadThatLooksWaiting() throws InterruptedException {
        scrubber.start();
        clock.advanceMillis(TimeUnit.HOURS.toMillis(2));
        look();
        await(acquiring);
        Thread configures = Thread.ofPlatform().daemon().start(scrubber::reconfigure);
        await(configuring);
        look();
        assertTrue(scrubber.statistics().running());
        assertTrue(configures.isAlive());
    }

    /** What the background thread of the engine does. */
    private void look() throws InterruptedException {
        Runnable look = scheduled.take();
        Thread thread = Thread.ofPlatform().daemon().start(look);
        thread.join(TimeUnit.SECONDS.toMillis(WATCHDOG_SECONDS));
        assertFalse(thread.isAlive(), "the thread for the background waits for a throttler");
    }

    /** Throttlers that do not return. */
    private final class SlowThrottlers implements Throttlers {

        @Override
        public Throttler throttler() {
            return newThrottler(configuration.scrub().limits());
        }

        @Override
        public Throttler newThrottler(ThrottleLimits limits) {
            return ScrubberTest.this.throttler(limits);
        }
    }

    private ScheduledExecutorService background() {
        return fake(ScheduledExecutorService.class, (proxy, method, arguments) -> {
            scheduled.add((Runnable) arguments[0]);
            return null;
        });
    }

    private Throttler throttler(ThrottleLimits limits) {
        return new Throttler() {
            @Override
            public void acquire(int bytes, int operations) {
                acquiring.countDown();
                await(returns);
            }

            @Override
            public void setLimits(ThrottleLimits newLimits) {
                configuring.countDown();
                if (configuring.getCount() == 0) {
                    await(returns);
                }
            }

            @Override
            public ThrottleLimits limits() {
                return limits;
            }
        };
    }

    private static <T> T fake(Class<T> type, InvocationHandler calls) {
        return type.cast(Proxy.newProxyInstance(ScrubberTest.class.getClassLoader(), new Class<?>[] {type}, calls));
    }

    private static void await(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                assertTrue(latch.await(WATCHDOG_SECONDS, TimeUnit.SECONDS), "nothing came");
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
