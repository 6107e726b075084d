package org.allidb.storage.server.internal.session;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The writes of a tenant's clients that wait. Those that wait at the same time become one {@link WriteGroup}, and so one batch. A
 * virtual thread carries a group out, and leaves when all have their answers. As soon as its batch is on its way to the log another
 * one takes what has come meanwhile: groups follow each other while syncs are under way, and share them. Thread-safe.
 */
final class WriteQueue {

    private static final Logger LOG = System.getLogger(WriteQueue.class.getName());

    /**
     * A turn that waits.
     *
     * @param turn its commands
     * @param loop runs what follows
     * @param answered what follows
     * @param abandoned run instead when the loop has been closed meanwhile
     */
    record Waiting(WriteTurn turn, Executor loop, Runnable answered, Runnable abandoned) {}

    private final Queue<Waiting> arrived = new ConcurrentLinkedQueue<>();
    /** Whether a thread takes a group, or has taken one that is not on its way yet. */
    private final AtomicBoolean served = new AtomicBoolean();
    /** What has left {@link #arrived} and did not fit into the last group. Used by the thread that serves. */
    private final Deque<Waiting> next = new ArrayDeque<>();

    /** Adds commands of a client, which wait for {@link #serve}. What follows is run once for all that have their answers at the same time. */
    void add(Waiting waiting) {
        arrived.add(waiting);
    }

    /** Has what waits carried out. Returns at once. */
    void serve(WriteGroup group) {
        if (!arrived.isEmpty()) {
            begin(group);
        }
    }

    private void begin(WriteGroup group) {
        if (!served.compareAndSet(false, true)) {
            return;
        }
        try {
            Thread.ofVirtual().name("allidb-server-writes").start(() -> work(group));
        } catch (OutOfMemoryError e) {
            // what waits has no other thread
            work(group);
        }
    }

    private void work(WriteGroup group) {
        List<Waiting> taken = take();
        AtomicBoolean serves = new AtomicBoolean(true);
        Runnable handOver = () -> {
            if (serves.compareAndSet(true, false)) {
                handOver(group);
            }
        };
        if (!taken.isEmpty()) {
            group.run(taken.stream().map(Waiting::turn).toList(), handOver);
        }
        handOver.run();
        answer(taken);
    }

    private void handOver(WriteGroup group) {
        boolean more = !next.isEmpty();
        served.set(false);
        if (more || !arrived.isEmpty()) {
            begin(group);
        }
    }

    private static void answer(List<Waiting> taken) {
        Map<Executor, List<Waiting>> loops = new HashMap<>();
        taken.forEach(each ->
                loops.computeIfAbsent(each.loop, loop -> new ArrayList<>()).add(each));
        loops.forEach((loop, all) -> {
            try {
                loop.execute(() -> all.forEach(WriteQueue::answer));
            } catch (RejectedExecutionException e) {
                all.forEach(each -> each.abandoned.run());
            }
        });
    }

    private static void answer(Waiting waiting) {
        try {
            waiting.answered.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "answers could not be sent", e);
        }
    }

    /** Takes as much as fits into one transaction, those first that have waited longest. */
    private List<Waiting> take() {
        for (Waiting each = arrived.poll(); each != null; each = arrived.poll()) {
            next.add(each);
        }
        List<Waiting> taken = new ArrayList<>(next.size());
        int commands = 0;
        long bytes = 0;
        while (!next.isEmpty() && (taken.isEmpty() || WriteGroup.fits(commands, bytes, next.element().turn))) {
            Waiting each = next.remove();
            taken.add(each);
            commands += each.turn.size();
            bytes += each.turn.bytes();
        }
        return taken;
    }
}
