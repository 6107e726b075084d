package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A strategy that does not return uses up its own threads and no others. */
class StrategyThreadsTest {

    private static final long WATCHDOG_SECONDS = 60;

    private final ManualClock clock = new ManualClock();
    private final Set<CompactionStrategy> installed = ConcurrentHashMap.newKeySet();
    private final CountDownLatch hanging = new CountDownLatch(StrategyThreads.THREADS);
    private final CountDownLatch open = new CountDownLatch(1);
    private final StrategyThreads threads = new StrategyThreads(new TestRuntime(clock), installed::contains);
    private final CompactionStrategy silent = newStrategy();

    @AfterEach
    void close() {
        open.countDown();
        threads.close();
    }

    @Test
    void strategyThatHangsStopsNoOther() throws Exception {
        for (int i = 0; i < 2 * StrategyThreads.THREADS; i++) {
            threads.submit(silent, this::hang);
        }
        assertTrue(hanging.await(WATCHDOG_SECONDS, TimeUnit.SECONDS));
        CompactionStrategy other = newStrategy();
        assertEquals("answer", join(threads.submit(other, () -> "answer")));
        assertFalse(threads.isStuck(silent), "it may still answer in time");
        clock.advanceMillis(TimeUnit.SECONDS.toMillis(StrategyRunner.TIMEOUT_SECONDS));
        assertTrue(threads.isStuck(silent));
        assertFalse(threads.isStuck(other));
        open.countDown();
        assertEquals("late", join(threads.submit(silent, () -> "late")));
        assertFalse(threads.isStuck(silent));
    }

    @Test
    void threadsOfAStrategyThatIsGoneEnd() throws Exception {
        CompactionStrategy gone = newStrategy();
        Thread thread = join(threads.submit(gone, Thread::currentThread));
        installed.remove(gone);
        join(threads.submit(newStrategy(), () -> "its successor"));
        thread.join(TimeUnit.SECONDS.toMillis(WATCHDOG_SECONDS));
        assertFalse(thread.isAlive());
    }

    @Test
    void nothingIsAskedAfterTheClose() {
        threads.close();
        assertThrows(RejectedExecutionException.class, () -> threads.submit(silent, () -> "answer"));
    }

    private String hang() {
        hanging.countDown();
        while (open.getCount() > 0) {
            try {
                open.await();
            } catch (InterruptedException e) {
                // it does not heed interrupts
                Thread.interrupted();
            }
        }
        return "hung";
    }

    private CompactionStrategy newStrategy() {
        CompactionStrategy strategy = new CompactionStrategy() {
            @Override
            public String name() {
                return "any";
            }

            @Override
            public Optional<CompactionTask> propose(CompactionView view) {
                return Optional.empty();
            }
        };
        installed.add(strategy);
        return strategy;
    }

    private static <T> T join(Future<T> answer) throws Exception {
        return answer.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }
}
