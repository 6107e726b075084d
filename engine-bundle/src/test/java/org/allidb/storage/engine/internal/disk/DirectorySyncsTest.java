package org.allidb.storage.engine.internal.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.kernel.editlog.DurableNames;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultPlan.Operation;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/**
 * Syncs of one directory come one after the other, and all callers whose names one was to make durable learn that it failed.
 */
class DirectorySyncsTest {

    private static final long WATCHDOG_SECONDS = 60;
    private static final int CALLERS = 4;

    private final StrictMemVfs device = new StrictMemVfs();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch open = new CountDownLatch(1);
    private final AtomicInteger syncs = new AtomicInteger();
    /** Which sync of the root fails. */
    private volatile int failing = -1;

    /** The first sync of the root stops until it is released. */
    private final Vfs files = new FencedVfs(
            new FaultyVfs(device, (operation, name) -> {
                if (operation == Operation.SYNC && name.isEmpty()) {
                    int sync = syncs.getAndIncrement();
                    if (sync == 0) {
                        reached.countDown();
                        await(open);
                    }
                    if (sync == failing) {
                        device.failNextSync();
                    }
                }
            }),
            new Fence());

    @Test
    void changesBesideASyncShareTheNextOne() throws Exception {
        FutureTask<Void> first = start(() -> change("first"));
        await(reached);
        List<FutureTask<Void>> others = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            others.add(startWaiting("other-" + i));
        }
        assertEquals(CALLERS + 1, device.list("").size(), "the changes themselves wait for nothing");
        open.countDown();
        join(first);
        for (FutureTask<Void> other : others) {
            join(other);
        }
        assertEquals(2, syncs.get());
        assertEquals(CALLERS + 1, device.afterPowerCut(random()).list("").size());
    }

    @Test
    void otherDirectoriesDoNotWait() throws Exception {
        device.createDirectory("inner");
        device.syncDirectory("");
        FutureTask<Void> hanging = start(() -> change("first"));
        await(reached);
        DurableNames.change(files, "inner", () -> files.create("inner/file").close());
        DurableNames.change(
                files.in("inner"), "", () -> files.create("inner/second").close());
        assertEquals(List.of("file", "second"), device.afterPowerCut(random()).list("inner"));
        open.countDown();
        join(hanging);
    }

    @Test
    void failedSyncFailsTheChangesThatBeganBeforeIt() throws Exception {
        failing = 0;
        FutureTask<Void> first = start(() -> change("first"));
        await(reached);
        FutureTask<Void> beside = startWaiting("beside");
        open.countDown();
        assertThrows(ExecutionException.class, () -> join(first));
        String told = assertThrows(ExecutionException.class, () -> join(beside))
                .getCause()
                .getMessage();
        assertTrue(told.startsWith("another sync of the directory failed while names in it were changed"), told);
        assertEquals(1, files.failedSyncs(""));
        change("later");
        assertEquals(List.of("later"), sureNames());
    }

    @Test
    void allWhoShareASyncThatFailsAreTold() throws Exception {
        FutureTask<Void> first = start(() -> {
            files.syncDirectory("");
            return null;
        });
        await(reached);
        FutureTask<Void> leads = startWaiting("leads");
        FutureTask<Void> joins = startWaiting("joins");
        failing = 1;
        open.countDown();
        join(first);
        assertThrows(ExecutionException.class, () -> join(leads));
        String told = assertThrows(ExecutionException.class, () -> join(joins))
                .getCause()
                .getMessage();
        assertEquals("the sync of the directory failed: Input/output error", told);
    }

    @Test
    void viewsOfADirectoryKnowOfEachOthersFailures() throws IOException {
        open.countDown();
        device.createDirectory("inner");
        device.syncDirectory("");
        Vfs view = files.in("inner");
        IOException told = assertThrows(
                IOException.class,
                () -> DurableNames.change(view, "", () -> {
                    view.create("file").close();
                    device.failNextSync();
                    assertThrows(IOException.class, () -> files.syncDirectory("inner"));
                }));
        assertTrue(
                told.getMessage().contains("they may not be durable and are to be changed again"), told.getMessage());
        assertEquals(1, view.failedSyncs(""));
        assertEquals(0, files.failedSyncs(""));
    }

    private Void change(String name) throws IOException {
        DurableNames.change(files, "", () -> files.create(name).close());
        return null;
    }

    /** The names that are there after every power cut. */
    private List<String> sureNames() throws IOException {
        List<String> sure = new ArrayList<>(device.list(""));
        Random random = random();
        for (int cut = 0; cut < 50; cut++) {
            sure.retainAll(device.afterPowerCut(random).list(""));
        }
        return sure;
    }

    private static Random random() {
        return new Random(Seed.get());
    }

    /** Starts a change and returns when its thread waits for a sync. */
    private FutureTask<Void> startWaiting(String name) {
        FutureTask<Void> task = new FutureTask<>(() -> change(name));
        Thread thread = Thread.ofPlatform().daemon().start(task);
        while (thread.getState() != Thread.State.WAITING) {
            assertNotEquals(Thread.State.TERMINATED, thread.getState(), "no sync begins beside another one");
            Thread.onSpinWait();
        }
        return task;
    }

    private static <T> FutureTask<T> start(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static <T> T join(FutureTask<T> task) throws Exception {
        return task.get(WATCHDOG_SECONDS, TimeUnit.SECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(WATCHDOG_SECONDS, TimeUnit.SECONDS), "nothing came to the sync");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
