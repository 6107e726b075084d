package ${package};

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.testkit.ThrottlerContract;
import org.junit.jupiter.api.Test;

/** What every throttler must do, which the contract tests, and what this one does. */
class ${classPrefix}ThrottlerProviderTest extends ThrottlerContract {

    @Override
    protected ThrottlerProvider provider() {
        return new ${classPrefix}ThrottlerProvider();
    }

    @Test
    void keepsToItsLimits() throws InterruptedException {
        Throttler throttler = provider().create(new ThrottleLimits(0, 100), new SystemClock());
        long start = System.nanoTime();
        for (int i = 0; i <= 20; i++) {
            throttler.acquire(0, 1);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        assertTrue(millis >= 200, "20 operations after the first, at 100 a second, took " + millis + " ms");
    }

    @Test
    void isFoundByTheServiceLoader() {
        List<String> names = ServiceLoader.load(ThrottlerProvider.class).stream()
                .map(provider -> provider.get().name())
                .toList();
        assertEquals(List.of("${providerName}"), names);
    }

    private static final class SystemClock implements StorageClock {

        @Override
        public long wallMicros() {
            return TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }
    }
}
