package org.allidb.storage.distribution.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code allidb cluster torture}: nodes are killed, stopped and started again at random, one at a time, while clients write and read at all of
 * them. Each read is judged ({@link Register}). At the end nothing that was acknowledged is missing, and all nodes have the same rows.
 */
final class ClusterTorture {

    private static final int WRITERS = 6;
    private static final int READERS = 6;
    private static final int SHOWN = 10;
    private static final long PAUSE_MILLIS = 20;
    private static final long LEAST_CALM_MILLIS = 2_000;
    private static final int MORE_CALM_MILLIS = 4_000;
    private static final long NANOS_IN_A_SECOND = 1_000_000_000L;

    private final Report report = new Report();
    private final LocalCluster cluster;
    private final Random random;
    /** All that were ever written to. */
    private final List<Register> registers = new CopyOnWriteArrayList<>();

    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean ended;

    private ClusterTorture(LocalCluster cluster, long seed) {
        this.cluster = cluster;
        this.random = new Random(seed);
        // readers begin with one that nobody writes to
        registers.add(new Register("register"));
    }

    /**
     * Runs for some seconds, and then until all nodes are back.
     *
     * @param home the distribution
     * @return the status of the process
     */
    static int run(Path home, int seconds) throws Exception {
        long seed = System.nanoTime();
        Path work = home.resolve("cluster-torture");
        Report.title("-", "three nodes, " + seconds + " s of kills and stops at random, seed " + seed);
        LocalCluster cluster = LocalCluster.start(home, work);
        ClusterTorture torture = new ClusterTorture(cluster, seed);
        try (cluster) {
            for (NodeProcess node : cluster.nodes()) {
                cluster.awaitReads(node);
            }
            torture.run(seconds);
            torture.judge();
        }
        if (torture.report.failures() == 0) {
            cluster.delete();
            return 0;
        }
        Report.note("what the nodes have and said is in " + work);
        return 1;
    }

    private void run(int seconds) throws IOException, InterruptedException {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            int client = i;
            clients.add(Thread.ofVirtual().start(() -> write(client)));
        }
        for (int i = 0; i < READERS; i++) {
            int client = i;
            clients.add(Thread.ofVirtual().start(() -> read(client)));
        }
        long end = System.nanoTime() + seconds * NANOS_IN_A_SECOND;
        while (System.nanoTime() < end) {
            hurt(cluster.node(random.nextInt(cluster.nodes().size())));
            Thread.sleep(LEAST_CALM_MILLIS + random.nextInt(MORE_CALM_MILLIS));
        }
        ended = true;
        for (Thread client : clients) {
            client.join();
        }
    }

    /** Kills a node and starts it again, or stops it for a while. */
    private void hurt(NodeProcess node) throws IOException, InterruptedException {
        boolean kill = random.nextBoolean();
        Report.note((kill ? "kill -9 of " : "stop of ") + node.name());
        if (kill) {
            node.kill();
            Thread.sleep(random.nextInt(MORE_CALM_MILLIS));
            node.restart();
            cluster.awaitReads(node);
        } else {
            node.signal("STOP");
            Thread.sleep(random.nextInt(MORE_CALM_MILLIS));
            node.signal("CONT");
        }
    }

    /**
     * Writes to a register until a call fails, and then to another one: what failed may be written later, and no number may follow it in its
     * register.
     */
    private void write(int client) {
        for (int at = client; !ended; at++) {
            Register register = new Register("register-" + client + "-" + at);
            registers.add(register);
            try (RespClient connection = new RespClient(cluster.node(at).door())) {
                while (!ended) {
                    long number = register.begin();
                    connection.call("SET", register.key(), String.valueOf(number));
                    register.acknowledged(number);
                    writes.incrementAndGet();
                }
            } catch (IOException e) {
                refused.incrementAndGet();
                pause();
            }
        }
    }

    private void read(int client) {
        for (int at = client; !ended; at++) {
            try (RespClient connection = new RespClient(cluster.node(at).door())) {
                while (!ended) {
                    int latest =
                            registers.size() - 1 - ThreadLocalRandom.current().nextInt(2 * WRITERS);
                    Register register = registers.get(Math.max(0, latest));
                    long least = register.least();
                    String verdict = register.judge(least, connection.call("GET", register.key()));
                    reads.incrementAndGet();
                    if (!verdict.isEmpty()) {
                        wrong.add(verdict + ", at " + cluster.node(at).name());
                    }
                }
            } catch (IOException e) {
                refused.incrementAndGet();
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void judge() throws IOException, InterruptedException {
        for (NodeProcess node : cluster.nodes()) {
            cluster.awaitReads(node);
            for (Register register : registers) {
                long least = register.least();
                String verdict = register.judge(least, cluster.retried(node, "GET", register.key()));
                if (!verdict.isEmpty()) {
                    wrong.add(verdict + ", at the end at " + node.name());
                }
            }
        }
        Report.note(String.format(
                "%,d writes acknowledged, %,d reads judged, %,d calls refused or cut off",
                writes.get(), reads.get(), refused.get()));
        wrong.stream().limit(SHOWN).forEach(Report::note);
        report.check(wrong.isEmpty(), wrong.size() + " reads that no order of the writes explains");
        report.check(writes.get() > 0 && reads.get() > 0, "there were writes and reads");
        report.check(cluster.isSame(), "all three nodes have the same rows");
    }
}
