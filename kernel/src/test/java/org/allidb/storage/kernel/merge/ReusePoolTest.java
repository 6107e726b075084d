package org.allidb.storage.kernel.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReusePoolTest {

    private static final int BOUND = 64;

    private final AtomicInteger made = new AtomicInteger();
    private final ReusePool<Object> pool = new ReusePool<>(() -> {
        made.incrementAndGet();
        return new Object();
    });

    @Test
    void threadFindsWhatItGave() {
        Object first = pool.take();
        pool.give(first);
        assertSame(first, pool.take());
        assertNotSame(first, pool.take(), "an object in use is not handed out");
        assertEquals(2, made.get());
    }

    @Test
    void clearedPoolHasNothingAndIsUsedOn() {
        Object lent = pool.take();
        Object kept = new Object();
        pool.give(kept);
        pool.clear();
        assertNotSame(kept, pool.take());
        pool.give(lent);
        assertSame(lent, pool.take());
    }

    @Test
    void keepsNoMoreThanItsBound() {
        List<Object> taken =
                IntStream.range(0, 2 * BOUND).mapToObj(i -> pool.take()).toList();
        taken.forEach(pool::give);
        Set<Object> again = new HashSet<>();
        for (int i = 0; i < 2 * BOUND; i++) {
            again.add(pool.take());
        }
        assertEquals(2 * BOUND, again.size());
        assertEquals(3 * BOUND, made.get());
    }

    @Test
    void noTwoThreadsHaveOneObjectAtATime() throws Exception {
        Map<Object, Thread> users = new ConcurrentHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = IntStream.range(0, 200)
                    .<Future<?>>mapToObj(thread -> threads.submit(() -> {
                        for (int i = 0; i < 1_000; i++) {
                            Object mine = pool.take();
                            assertNull(users.put(mine, Thread.currentThread()), "another thread has it");
                            Thread.yield();
                            assertSame(Thread.currentThread(), users.remove(mine));
                            pool.give(mine);
                        }
                    }))
                    .toList();
            for (Future<?> each : all) {
                each.get();
            }
        }
        Map<Object, Object> kept = new IdentityHashMap<>();
        int before = made.get();
        while (made.get() == before) {
            Object object = pool.take();
            assertNull(kept.put(object, object), "an object is in the pool twice");
        }
        assertTrue(kept.size() <= BOUND + 1);
    }
}
