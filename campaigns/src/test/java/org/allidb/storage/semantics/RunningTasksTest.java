package org.allidb.storage.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.testkit.FaultPlan;
import org.allidb.storage.testkit.FaultPlan.Operation;
import org.junit.jupiter.api.Test;

/** Flushes and merges that are under way are shown, with how far they are; those that have ended are not. */
class RunningTasksTest {

    private static final int TABLES = 3;
    private static final int ROWS = 600;

    private final Random random = new Random(7);
    private final Trap trap = new Trap();

    @Test
    void mergeIsShownWithWhatItHasRead() throws Exception {
        Map<String, Object> settings = Map.of("compaction.throttler", TrapPlugins.NAME);
        try (House house = new House((operation, name) -> {}, settings, TrapPlugins.throttlers(trap))) {
            for (int table = 0; table < TABLES; table++) {
                fill(house);
                house.store().flush();
            }
            assertEquals(List.of(), house.platform().statistics().runningTasks());
            trap.set();
            Thread merge = Thread.ofVirtual().start(() -> house.store().compact());
            trap.awaitCaught();
            RunningTask task = only(house);
            assertEquals(RunningTask.Kind.MERGE, task.kind());
            assertEquals(House.TENANT, task.tenant());
            assertEquals(TABLES, task.inputs());
            assertEquals(
                    house.store().tables().stream().map(TableInfo::id).sorted().toList(),
                    task.tables().stream().sorted().toList());
            assertEquals(
                    house.store().tables().stream()
                            .mapToLong(TableInfo::fileBytes)
                            .sum(),
                    task.bytes());
            assertEquals("on request", task.reason());
            assertEquals(house.clock().wallMillis(), task.since().toEpochMilli());
            assertTrue(
                    task.bytesDone() > 0 && task.bytesDone() < task.bytes(), task.bytesDone() + " of " + task.bytes());
            trap.letOut();
            merge.join();
            assertEquals(List.of(), house.store().statistics().runningTasks());
        }
    }

    @Test
    void flushIsShown() throws Exception {
        Barrier barrier = new Barrier();
        try (House house = new House(barrier, Map.of())) {
            fill(house);
            barrier.stopAt((operation, name) -> operation == Operation.SYNC && name.endsWith(".sst"));
            Thread flush = Thread.ofVirtual().start(() -> house.store().flush());
            barrier.awaitReached();
            RunningTask task = only(house);
            assertEquals(RunningTask.Kind.FLUSH, task.kind());
            assertEquals(1, task.inputs());
            assertEquals(List.of(), task.tables());
            assertTrue(task.bytes() >= ROWS * 1_000, "the rows: " + task.bytes());
            assertEquals(task.bytes(), task.bytesDone());
            barrier.letGo();
            flush.join();
            assertEquals(List.of(), house.platform().statistics().runningTasks());
        }
    }

    @Test
    void taskThatFailsIsShownNoMore() {
        AtomicBoolean failing = new AtomicBoolean();
        FaultPlan plan = (operation, name) -> {
            if (failing.get() && operation == Operation.CREATE && name.endsWith(".sst")) {
                throw new IOException("the device is broken");
            }
        };
        try (House house = new House(plan, Map.of())) {
            fill(house);
            house.store().flush();
            failing.set(true);
            assertThrows(StorageIoException.class, () -> house.store().compact());
            assertEquals(List.of(), house.store().statistics().runningTasks());
        }
    }

    private void fill(House house) {
        for (int row = 0; row < ROWS; row++) {
            byte[] value = new byte[1_000];
            random.nextBytes(value);
            house.store().put("row-" + row, value);
        }
    }

    /** Returns the task of the platform, which is that of the tenant. */
    private static RunningTask only(House house) {
        List<RunningTask> tasks = house.platform().statistics().runningTasks();
        assertEquals(1, tasks.size(), tasks::toString);
        assertEquals(tasks, house.store().statistics().runningTasks());
        return tasks.getFirst();
    }
}
