package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.testkit.Await;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.Test;

/** Whose turn it is. */
class FairSchedulerTest {

    private static final long PATIENCE_SECONDS = 60;

    private static FairScheduler scheduler(int maxConcurrent) {
        CompactionOptions options = Options.make(
                CompactionOptions.class,
                Map.of("max_concurrent", Integer.toString(maxConcurrent), "check_interval_ms", "86400000"));
        return FairScheduler.start(options, new TestRuntime(new ManualClock()));
    }

    /** Notes who was served, as often as there is something to do. */
    private static CompactionScheduler.Work tenant(String name, int times, List<String> served, CountDownLatch done) {
        AtomicInteger left = new AtomicInteger(times);
        return () -> {
            served.add(name);
            done.countDown();
            return left.decrementAndGet() > 0;
        };
    }

    @Test
    void tenantsAreServedInTurn() throws InterruptedException {
        List<String> served = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(7);
        CountDownLatch ready = new CountDownLatch(1);
        FairScheduler scheduler = scheduler(1);
        CompactionScheduler.Work gate = () -> {
            await(ready);
            return false;
        };
        scheduler.register(gate);
        scheduler.signal(gate);
        for (CompactionScheduler.Work tenant : List.of(
                tenant("busy", 5, served, done), tenant("idle", 1, served, done), tenant("other", 1, served, done))) {
            scheduler.register(tenant);
            scheduler.signal(tenant);
        }
        ready.countDown();
        await(done);
        assertEquals(List.of("busy", "idle", "other", "busy", "busy", "busy", "busy"), served);
        scheduler.close();
    }

    /** Merges without end, each for ten milliseconds of the clock. */
    private static final class Merges implements CompactionScheduler.Work {

        private final String name;
        private final int weight;
        private final double debt;
        private final Runnable merge;
        private final List<String> served;

        Merges(String name, int weight, double debt, Runnable merge, List<String> served) {
            this.name = name;
            this.weight = weight;
            this.debt = debt;
            this.merge = merge;
            this.served = served;
        }

        @Override
        public boolean runOnce() {
            served.add(name);
            merge.run();
            return served.size() < 800;
        }

        @Override
        public int weight() {
            return weight;
        }

        @Override
        public double debt() {
            return debt;
        }
    }

    private static List<String> served(int heavyWeight, double heavyDebt) throws InterruptedException {
        ManualClock clock = new ManualClock();
        List<String> served = new CopyOnWriteArrayList<>();
        FairScheduler scheduler = FairScheduler.start(
                Options.make(CompactionOptions.class, Map.of("max_concurrent", "1", "check_interval_ms", "86400000")),
                new TestRuntime(clock));
        CountDownLatch ready = new CountDownLatch(1);
        CompactionScheduler.Work gate = () -> {
            await(ready);
            return false;
        };
        scheduler.register(gate);
        scheduler.signal(gate);
        for (CompactionScheduler.Work tenant : List.of(
                new Merges("heavy", heavyWeight, heavyDebt, () -> clock.advanceMillis(10), served),
                new Merges("light", 1, 0, () -> clock.advanceMillis(10), served))) {
            scheduler.register(tenant);
            scheduler.signal(tenant);
        }
        ready.countDown();
        Await.until("the merges", () -> served.size() >= 800);
        scheduler.close();
        return served.subList(0, 800);
    }

    @Test
    void threeTimesTheWeightIsThreeTimesTheTime() throws InterruptedException {
        assertEquals(600, Collections.frequency(served(3, 0), "heavy"), 2);
    }

    @Test
    void tenantThatIsBehindCountsUpToTwice() throws InterruptedException {
        assertEquals(800 * 2 / 3, Collections.frequency(served(1, 1), "heavy"), 2);
        assertEquals(800 * 2 / 3, Collections.frequency(served(1, 70), "heavy"), 2);
        assertEquals(400, Collections.frequency(served(1, Double.NaN), "heavy"), 2, "what is no number is nothing");
    }

    @Test
    void noMoreRunAtOnceThanAllowed() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(200);
        FairScheduler scheduler = scheduler(3);
        for (int tenant = 0; tenant < 20; tenant++) {
            AtomicInteger left = new AtomicInteger(10);
            CompactionScheduler.Work work = () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                running.decrementAndGet();
                done.countDown();
                return left.decrementAndGet() > 0;
            };
            scheduler.register(work);
            scheduler.signal(work);
        }
        await(done);
        assertTrue(most.get() <= 3, most + " at once");
        scheduler.close();
    }

    /** Merges once, and waits in the middle. What it merges is large. */
    private static final class Large implements CompactionScheduler.Work {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicInteger probes = new AtomicInteger();

        @Override
        public boolean runOnce() {
            begun.countDown();
            await(end);
            return false;
        }

        @Override
        public CompactionScheduler.ShortOutcome runShort(long mostBytes) {
            assertEquals(64L << 20, mostBytes);
            probes.incrementAndGet();
            return CompactionScheduler.ShortOutcome.TOO_LARGE;
        }
    }

    private static void signal(FairScheduler scheduler, CompactionScheduler.Work work) {
        scheduler.register(work);
        scheduler.signal(work);
    }

    @Test
    void lastThreadIsForShortTasks() throws InterruptedException {
        FairScheduler scheduler = scheduler(2);
        Large first = new Large();
        Large second = new Large();
        signal(scheduler, first);
        await(first.begun);
        signal(scheduler, second);
        for (int i = 0; i < 3; i++) {
            CountDownLatch done = new CountDownLatch(1);
            signal(scheduler, () -> {
                done.countDown();
                return false;
            });
            await(done);
        }
        assertEquals(1, second.begun.getCount());
        assertEquals(1, second.probes.get(), "it is asked again when something has changed");
        scheduler.signal(second);
        Await.until("the second look", () -> second.probes.get() == 2);
        first.end.countDown();
        await(second.begun);
        second.end.countDown();
        scheduler.close();
    }

    @Test
    void oneThreadTakesTasksOfAllSizes() throws InterruptedException {
        FairScheduler scheduler = scheduler(1);
        Large large = new Large();
        signal(scheduler, large);
        await(large.begun);
        assertEquals(0, large.probes.get());
        large.end.countDown();
        scheduler.close();
    }

    @Test
    void workThatThrowsIsNobodyElsesProblem() throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        FairScheduler scheduler = scheduler(1);
        CompactionScheduler.Work broken = () -> {
            throw new AssertionError("on purpose");
        };
        CompactionScheduler.Work sound = () -> {
            done.countDown();
            return false;
        };
        scheduler.register(broken);
        scheduler.register(sound);
        scheduler.signal(broken);
        scheduler.signal(sound);
        await(done);
        scheduler.close();
    }

    @Test
    void unregisteredWorkIsNotWaitedForAndNeverBeginsAgain() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        FairScheduler scheduler = scheduler(2);
        CompactionScheduler.Work endless = () -> {
            calls.incrementAndGet();
            begun.countDown();
            await(hanging);
            ended.countDown();
            return true;
        };
        scheduler.register(endless);
        scheduler.signal(endless);
        await(begun);
        scheduler.unregister(endless);
        hanging.countDown();
        await(ended);
        scheduler.signal(endless);
        CountDownLatch other = new CountDownLatch(1);
        CompactionScheduler.Work sound = tenant("other", 1, new CopyOnWriteArrayList<>(), other);
        scheduler.register(sound);
        scheduler.signal(sound);
        await(other);
        scheduler.close();
        assertEquals(1, calls.get());
    }

    @Test
    void closeDoesNotWaitForWorkThatNeverReturns() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        FairScheduler scheduler = scheduler(1);
        CompactionScheduler.Work stuck = () -> {
            begun.countDown();
            await(hanging);
            return false;
        };
        scheduler.register(stuck);
        scheduler.signal(stuck);
        await(begun);
        scheduler.close();
        assertEquals(1, hanging.getCount());
        hanging.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
