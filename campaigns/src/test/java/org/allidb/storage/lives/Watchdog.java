package org.allidb.storage.lives;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Looks whether threads get on; tells the stacks of all if one does not, or if threads wait for each other. */
final class Watchdog implements AutoCloseable {

    private static final long LOOK_MILLIS = 200;
    /** So long no call takes on a machine that is merely slow. */
    private static final long PATIENCE_SECONDS = 90;

    private final List<Actor> actors;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicReference<@Nullable String> found = new AtomicReference<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("watchdog").unstarted(this::look);

    Watchdog(List<Actor> actors) {
        this.actors = actors;
        thread.start();
    }

    /** What stands still, with the stacks of all threads; null if nothing does. */
    @Nullable
    String found() {
        return found.get();
    }

    @Override
    public void close() {
        ended.countDown();
    }

    private void look() {
        try {
            while (!ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                ThreadMXBean threads = ManagementFactory.getThreadMXBean();
                long[] deadlocked = threads.findDeadlockedThreads();
                if (deadlocked != null) {
                    StringBuilder text = new StringBuilder("threads wait for each other:\n");
                    for (ThreadInfo info : threads.getThreadInfo(deadlocked, true, true)) {
                        text.append(info);
                    }
                    report(text);
                    return;
                }
                for (Actor actor : actors) {
                    if (actor.secondsInCall() > PATIENCE_SECONDS) {
                        report(new StringBuilder(actor + " does not come back from " + actor.call() + "\n"));
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void report(StringBuilder text) {
        for (Map.Entry<Thread, StackTraceElement[]> entry :
                Thread.getAllStackTraces().entrySet()) {
            text.append('\n').append(entry.getKey()).append('\n');
            for (StackTraceElement frame : entry.getValue()) {
                text.append("    at ").append(frame).append('\n');
            }
        }
        found.set(text.toString());
        actors.forEach(Actor::giveUp);
    }
}
