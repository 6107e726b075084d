package org.allidb.storage.distribution.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that write rows without a break, each at one node as long as it answers, then at the next. A write that was not acknowledged is
 * made again: it has the same key and value. Each remembers what was acknowledged, and all of them how long nothing was.
 */
final class Writers implements AutoCloseable {

    private static final int CLIENTS = 9;
    private static final long PAUSE_MILLIS = 20;
    private static final long NANOS_IN_A_MILLI = 1_000_000;

    private final List<NodeProcess> nodes;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicLong lastNanos = new AtomicLong(System.nanoTime());
    private final AtomicLong longestNanos = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private volatile boolean ended;

    private Writers(List<NodeProcess> nodes) {
        this.nodes = nodes;
    }

    /** Starts clients whose keys begin with a prefix. */
    static Writers start(List<NodeProcess> nodes, String prefix) {
        Writers writers = new Writers(nodes);
        for (int i = 0; i < CLIENTS; i++) {
            int client = i;
            writers.threads.add(Thread.ofVirtual().start(() -> writers.write(client, prefix)));
        }
        return writers;
    }

    /** Returns what was acknowledged, value by key. */
    Map<String, String> acknowledged() {
        return acknowledged;
    }

    /** Returns how often a write was made again. */
    long repeated() {
        return repeated.get();
    }

    /** Forgets how long nothing was acknowledged. */
    void measurePause() {
        longestNanos.set(0);
        lastNanos.set(System.nanoTime());
    }

    /** Returns the longest time without an acknowledgement, in milliseconds. */
    long longestPauseMillis() {
        return longestNanos.get() / NANOS_IN_A_MILLI;
    }

    private void write(int client, String prefix) {
        int at = client % nodes.size();
        int number = 0;
        while (!ended) {
            try (RespClient connection = new RespClient(nodes.get(at).door())) {
                while (!ended) {
                    String key = prefix + client + ":" + number;
                    String value = "value " + number + " of client " + client;
                    connection.call("SET", key, value);
                    acknowledged(key, value);
                    number++;
                }
            } catch (IOException e) {
                repeated.incrementAndGet();
                at = (at + 1) % nodes.size();
                pause();
            }
        }
    }

    private void acknowledged(String key, String value) {
        acknowledged.put(key, value);
        long now = System.nanoTime();
        long before = lastNanos.getAndSet(now);
        longestNanos.accumulateAndGet(now - before, Math::max);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
