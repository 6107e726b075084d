package org.allidb.storage.console.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rates are differences of two looks, and looks are rare. */
class TenantRatesTest {

    private static final TenantId ACME = TenantId.of("acme");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    private Path directory;

    private static void put(TenantStore store, int rows) {
        for (int i = 0; i < rows; i++) {
            store.put(("row-" + i).getBytes(StandardCharsets.UTF_8), new byte[10]);
        }
    }

    @Test
    void ratesAreOfTheTimeBetweenTwoLooks() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            RateSampler sampler = new RateSampler(() -> 0);
            try (TenantStore store = platform.openOrCreate(ACME)) {
                put(store, 10);
                TenantRates first = sampler.at(platform, 0);
                assertEquals(0, first.of(ACME).written(), "nothing to compare with");
                put(store, 20);
                assertSame(first, sampler.at(platform, SECOND - 1), "a look costs; one a second is enough");
                TenantRates second = sampler.at(platform, 2 * SECOND);
                assertEquals(10, second.of(ACME).written());
                assertEquals(10, second.sum().written());
                store.get("row-1".getBytes(StandardCharsets.UTF_8));
                assertEquals(1, sampler.at(platform, 3 * SECOND).of(ACME).read());
                put(store, 50);
                assertEquals(0, sampler.at(platform, 60 * SECOND).of(ACME).written(), "no mean of a pause");
            }
        }
    }

    /** A look that takes a tenth of a second is taken every two seconds; one that takes a minute, every five. */
    @Test
    void looksThatTakeLongAreRare() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            AtomicLong clock = new AtomicLong();
            RateSampler slow = new RateSampler(() -> clock.getAndAdd(SECOND / 10));
            TenantRates first = slow.at(platform, 0);
            assertSame(first, slow.at(platform, 2 * SECOND - 1));
            assertNotSame(first, slow.at(platform, 2 * SECOND));
            RateSampler endless = new RateSampler(() -> clock.getAndAdd(60 * SECOND));
            TenantRates before = endless.at(platform, 0);
            assertSame(before, endless.at(platform, 5 * SECOND - 1));
            assertNotSame(before, endless.at(platform, 5 * SECOND));
        }
    }

    /** Counters begin again at 0 when a tenant is opened again. */
    @Test
    void aCounterThatFellBeganAgain() {
        try (StoragePlatform platform = StoragePlatform.open(directory)) {
            try (TenantStore store = platform.openOrCreate(ACME)) {
                put(store, 10);
            }
            TenantRates before = TenantRates.first(0, platform.openTenantStatistics());
            try (StoragePlatform other = StoragePlatform.open(directory.resolveSibling("other"));
                    TenantStore store = other.openOrCreate(ACME)) {
                put(store, 3);
                TenantRates after = before.next(SECOND, other.openTenantStatistics());
                assertEquals(3, after.of(ACME).written());
            }
        }
    }
}
