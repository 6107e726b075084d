package org.allidb.storage.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TestRuntimeTest {

    @Test
    void schedulerThatIsShutDownKeepsNoThreadForWhatIsDueLater() throws InterruptedException {
        ScheduledExecutorService scheduler =
                new TestRuntime(new ManualClock()).executors().scheduler("test");
        scheduler.schedule(() -> {}, 1, TimeUnit.HOURS);
        scheduler.shutdown();
        assertTrue(scheduler.awaitTermination(1, TimeUnit.MINUTES));
    }
}
