package org.allidb.storage.replication.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.allidb.storage.replication.internal.SimulatedCluster.Node;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/**
 * Histories of writes and reads under power cuts, partitions, pauses and clocks that are wrong: each read is judged. A client writes 1, 2, 3
 * and so on to a register of its own, and goes over to another one when it is not told what became of a write. So a read is linearizable if
 * it finds no less than what was acknowledged, or read by another, before it began, and no more than what was begun before it ended.
 */
class HistoryTest {

    private static final int RUNS = 40 * Integer.getInteger("allidb.soak", 1);
    private static final int STEPS = 100;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private int reads;
    private int writes;

    @Test
    void everyReadIsExplainedByAnOrderOfTheWrites() {
        long seed = Seed.get();
        for (int run = 0; run < RUNS; run++) {
            try (SimulatedCluster cluster = new SimulatedCluster(seed + run)) {
                new History(cluster, seed + run).execute();
            }
        }
        assertTrue(reads > 10 * RUNS && writes > 5 * RUNS, writes + " writes, " + reads + " reads");
    }

    private static final class Register {
        private final String key;
        private long begun;
        private long known;

        Register(String key) {
            this.key = key;
        }
    }

    private final class History {

        private final SimulatedCluster cluster;
        private final long seed;
        private final List<Register> registers = new ArrayList<>();
        private final List<Integer> writing = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();

        History(SimulatedCluster cluster, long seed) {
            this.cluster = cluster;
            this.seed = seed;
        }

        void execute() {
            CompletableFuture<Answer> created = cluster.create(cluster.running().get("n1"));
            assertTrue(cluster.consensus().runUntil(created::isDone, LIMIT), "seed " + seed);
            for (int i = 0; i < 3; i++) {
                next(i);
            }
            for (String name : SimulatedCluster.NAMES) {
                cluster.consensus()
                        .clockRate(name, 0.85 + 0.3 * cluster.random().nextDouble());
            }
            for (int i = 0; i < STEPS; i++) {
                disturb();
                for (int client = 0; client < 3; client++) {
                    if (cluster.random().nextInt(2) == 0) {
                        write(client);
                    }
                    read();
                    read();
                }
                cluster.consensus().run(Duration.ofMillis(cluster.random().nextInt(120)));
            }
            mend();
            assertEquals(List.of(), wrong, "seed " + seed);
        }

        private void next(int client) {
            Register register = new Register("register-" + registers.size());
            registers.add(register);
            if (writing.size() == client) {
                writing.add(registers.size() - 1);
            } else {
                writing.set(client, registers.size() - 1);
            }
        }

        private void write(int client) {
            Node node = anyNode();
            Register register = registers.get(writing.get(client));
            if (node == null || register.begun > register.known || !cluster.hasTenant(node)) {
                return;
            }
            long number = ++register.begun;
            var _ = cluster.put(node, register.key, String.valueOf(number)).whenComplete((done, failure) -> {
                if (failure == null) {
                    register.known = Math.max(register.known, number);
                    writes++;
                } else {
                    next(client);
                }
            });
        }

        private void read() {
            Node node = anyNode();
            if (node == null || !cluster.hasTenant(node)) {
                return;
            }
            Register register = registers.get(cluster.random().nextInt(registers.size()));
            long least = register.known;
            var _ = cluster.get(node, register.key).thenAccept(found -> {
                long number = found.isEmpty() ? 0 : Long.parseLong(found);
                if (number < least || number > register.begun) {
                    wrong.add(node.name() + " read " + number + " of " + register.key + ", after " + least
                            + " was known, and before more than " + register.begun + " was written");
                }
                register.known = Math.max(register.known, number);
                reads++;
            });
        }

        private Node anyNode() {
            List<Node> nodes = List.copyOf(cluster.running().values());
            return nodes.isEmpty() ? null : nodes.get(cluster.random().nextInt(nodes.size()));
        }

        private String any() {
            return SimulatedCluster.NAMES.get(cluster.random().nextInt(3));
        }

        private void disturb() {
            String name = any();
            switch (cluster.random().nextInt(18)) {
                case 0 -> cluster.crash(name);
                case 1, 2 ->
                    SimulatedCluster.NAMES.stream()
                            .filter(each -> !cluster.running().containsKey(each))
                            .forEach(cluster::start);
                case 3 -> cluster.consensus().network().cut(name, any());
                case 4 ->
                    cluster.consensus()
                            .network()
                            .partition(
                                    List.of(name),
                                    SimulatedCluster.NAMES.stream()
                                            .filter(each -> !each.equals(name))
                                            .toList());
                case 5 -> cluster.consensus().network().heal();
                case 7 -> cluster.consensus().pause(name);
                case 8 -> SimulatedCluster.NAMES.forEach(cluster.consensus()::resume);
                case 10 -> cluster.settle(name);
                case 11 -> cluster.consensus().jumpMillis(name, cluster.random().nextInt(-3_600_000, 3_600_000));
                default -> {
                    // nothing happens
                }
            }
        }

        /** Ends all faults; then all nodes come to the same rows, and each has what was acknowledged. */
        private void mend() {
            cluster.consensus().network().heal();
            SimulatedCluster.NAMES.forEach(cluster.consensus()::resume);
            SimulatedCluster.NAMES.stream()
                    .filter(each -> !cluster.running().containsKey(each))
                    .forEach(cluster::start);
            cluster.consensus().run(Duration.ofSeconds(3));
            TreeMap<String, CompletableFuture<Long>> confirmed = new TreeMap<>();
            cluster.running()
                    .forEach((name, node) ->
                            confirmed.put(name, node.shard().gate().confirm()));
            assertTrue(
                    cluster.consensus()
                            .runUntil(() -> confirmed.values().stream().allMatch(CompletableFuture::isDone), LIMIT),
                    "seed " + seed);
            assertTrue(
                    cluster.consensus()
                            .runUntil(
                                    () -> cluster.running().values().stream()
                                            .allMatch(node -> node.shard()
                                                            .machine()
                                                            .applied()
                                                            .get()
                                                    >= confirmed
                                                            .get(node.name())
                                                            .join()),
                                    LIMIT),
                    "seed " + seed);
            Node first = cluster.running().get("n1");
            cluster.running()
                    .values()
                    .forEach(node -> assertEquals(cluster.rows(first), cluster.rows(node), "seed " + seed));
            for (Register register : registers) {
                CompletableFuture<String> last = cluster.get(first, register.key);
                assertTrue(cluster.consensus().runUntil(last::isDone, LIMIT));
                long number = last.join().isEmpty() ? 0 : Long.parseLong(last.join());
                assertTrue(
                        number >= register.known && number <= register.begun,
                        "seed " + seed + ": " + register.key + " is " + number + " in the end");
            }
        }
    }
}
