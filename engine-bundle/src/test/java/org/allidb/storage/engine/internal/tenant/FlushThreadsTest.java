package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.fairness.WeightedTenant;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A flush that hangs keeps the flushes of other tenants waiting for a while, not for ever. */
class FlushThreadsTest {

    private static final long WATCHDOG_SECONDS = 60;
    private static final long PATIENCE_MILLIS = 40;
    private static final WeightedTenant A = new Tenant(TenantId.of("a"), 1);
    private static final WeightedTenant B = new Tenant(TenantId.of("b"), 3);

    private record Tenant(TenantId id, int weight) implements WeightedTenant {}

    private final ManualClock clock = new ManualClock();
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger runs = new AtomicInteger();
    private final FlushThreads threads = new FlushThreads(
            new TestRuntime(clock),
            1,
            () -> TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS),
            new ProviderRegistry().culprits(),
            (type, tenant, message, figures) -> told.add(message));

    @AfterEach
    void close() {
        open.countDown();
        threads.close();
    }

    @Test
    void flushThatDoesNotAdvanceIsGivenASubstitute() throws InterruptedException {
        threads.execute(A, this::hang, () -> 0);
        await(begun);
        CountDownLatch second = new CountDownLatch(1);
        threads.execute(B, second::countDown, () -> 0);
        assertEquals(1, second.getCount());
        clock.advanceMillis(PATIENCE_MILLIS);
        await(second);
        String message = told.poll(WATCHDOG_SECONDS, TimeUnit.SECONDS);
        assertTrue(
                message != null
                        && message.startsWith(
                                "the flush of tenant 'a' has not advanced for 40 ms: a codec, the table format,"),
                message);
        // the substitute is there for the next one at once
        CountDownLatch third = new CountDownLatch(1);
        threads.execute(B, third::countDown, () -> 0);
        await(third);
        open.countDown();
        CountDownLatch fourth = new CountDownLatch(1);
        threads.execute(A, fourth::countDown, () -> 0);
        await(fourth);
    }

    @Test
    void flushThatAdvancesIsWaitedForHoweverLongItTakes() throws InterruptedException {
        AtomicLong progress = new AtomicLong();
        CountDownLatch looks = new CountDownLatch(20);
        threads.execute(A, this::hang, () -> {
            looks.countDown();
            clock.advanceMillis(2 * PATIENCE_MILLIS);
            return progress.incrementAndGet();
        });
        await(begun);
        threads.execute(B, runs::incrementAndGet, () -> 0);
        await(looks);
        assertEquals(0, runs.get());
        assertTrue(told.isEmpty(), told.toString());
    }

    @Test
    void tenantOfThreeTimesTheWeightHasThreeTimesTheTime() throws InterruptedException {
        threads.execute(A, this::hang, () -> 0);
        await(begun);
        List<String> order = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(40);
        for (WeightedTenant tenant : List.of(A, B)) {
            threads.execute(tenant, () -> flush(tenant, order, done), clock::nanoTime);
        }
        open.countDown();
        await(done);
        // a copy: the one that ended the wait may have asked for another
        List<String> first = List.copyOf(order).subList(0, 40);
        assertEquals(30, first.stream().filter("b"::equals).count(), 1, first::toString);
    }

    /** Takes ten milliseconds, and asks for the next one, as a tenant does that writes all the time. */
    private void flush(WeightedTenant tenant, List<String> order, CountDownLatch done) {
        order.add(tenant.id().value());
        clock.advanceMillis(10);
        if (done.getCount() > 1) {
            threads.execute(tenant, () -> flush(tenant, order, done), clock::nanoTime);
        }
        done.countDown();
    }

    @Test
    void nothingBeginsAfterTheClose() throws InterruptedException {
        threads.execute(A, this::hang, () -> 0);
        await(begun);
        threads.execute(B, runs::incrementAndGet, () -> 0);
        threads.close();
        open.countDown();
        assertThrows(RejectedExecutionException.class, () -> threads.execute(B, runs::incrementAndGet, () -> 0));
        assertEquals(0, runs.get());
    }

    private void hang() {
        begun.countDown();
        try {
            open.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(WATCHDOG_SECONDS, TimeUnit.SECONDS), "nothing came");
    }
}
