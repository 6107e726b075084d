package org.allidb.storage.wal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.WalOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundSyncTest {

    private final GroupCommit commits = new GroupCommit(0);
    private final BackgroundSync task = new BackgroundSync(new ReentrantLock(), null, null, commits, null);
    private final LiveOptions options = new LiveOptions(Options.make(WalOptions.class, Map.of()));
    private final List<Runnable> runs = new ArrayList<>();
    private Runnable beforeNext = () -> {};

    /** Runs nothing by itself. */
    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1) {
        @Override
        public ScheduledFuture<?> schedule(Runnable run, long delay, TimeUnit unit) {
            runs.add(run);
            beforeNext.run();
            return super.schedule(run, Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        }
    };

    BackgroundSyncTest() {
        // of a log that has failed nothing is synced
        commits.fail(new IOException("failed"));
        task.schedule(scheduler, options);
    }

    @AfterEach
    void end() {
        scheduler.shutdownNow();
    }

    @Test
    void eachRunSchedulesTheNext() {
        runs.getFirst().run();
        assertEquals(2, runs.size());
    }

    @Test
    void aLogThatIsClosedWhileTheNextRunIsScheduledIsNoFailure() {
        beforeNext = () -> {
            task.stop();
            scheduler.shutdown();
        };
        runs.getFirst().run();
        assertEquals(2, runs.size());
    }

    @Test
    void aSchedulerThatRefusesForAnotherReasonIsOne() {
        scheduler.shutdown();
        assertThrows(RejectedExecutionException.class, () -> runs.getFirst().run());
    }
}
