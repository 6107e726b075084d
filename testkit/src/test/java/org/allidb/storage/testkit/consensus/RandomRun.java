package org.allidb.storage.testkit.consensus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.allidb.storage.spi.replication.Consensus;
import org.allidb.storage.spi.replication.ProposalRefusedException;

/** A run of three or five nodes with faults at random, which are mended before its end. */
final class RandomRun {

    /** What is proposed after all faults. */
    static final String LAST = "last";

    private static final int STEPS = 40;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Random random;
    private final List<String> names;
    private final MemoryConsensus cluster;
    private final Map<String, ListMachine.Disk> disks = new TreeMap<>();
    private final Map<String, ListMachine> machines = new TreeMap<>();
    private final Map<String, Consensus> groups = new TreeMap<>();
    private final Set<String> down = new TreeSet<>();
    private final Set<String> acknowledged = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();
    /** What machines had applied when they ended. */
    private final List<List<String>> earlier = new ArrayList<>();

    private int unknown;
    private int proposed;

    RandomRun(long seed) {
        random = new Random(seed);
        names = List.of("n1", "n2", "n3", "n4", "n5").subList(0, random.nextBoolean() ? 3 : 5);
        cluster = new MemoryConsensus(random.nextLong(), names);
    }

    void execute() {
        names.forEach(this::start);
        cluster.network().duplication(random.nextDouble(0.3));
        cluster.network().loss(random.nextDouble(0.2));
        if (random.nextBoolean()) {
            cluster.network().delay(Duration.ZERO, Duration.ofMillis(random.nextInt(1, 120)));
        }
        for (String name : names) {
            cluster.clockRate(name, random.nextDouble(0.8, 1.2));
        }
        cluster.run(Duration.ofMillis(random.nextInt(600)));
        for (int i = 0; i < STEPS; i++) {
            disturb();
            int proposals = random.nextInt(3);
            for (int j = 0; j < proposals; j++) {
                propose(any(), (random.nextInt(8) == 0 ? ListMachine.REFUSED : "e") + proposed++);
            }
            cluster.run(Duration.ofMillis(random.nextInt(150)));
        }
        mend();
        while (!acknowledged.contains(LAST) && cluster.elapsed().compareTo(LIMIT) < 0) {
            if (machines.values().stream()
                    .noneMatch(machine -> machine.applied().contains(LAST))) {
                proposeLast();
            }
            cluster.run(Duration.ofSeconds(2));
        }
        cluster.run(Duration.ofSeconds(5));
    }

    /** Returns what all nodes applied, and what they had applied before each of their crashes. */
    List<List<String>> applied() {
        List<List<String>> all = new ArrayList<>(earlier);
        machines.values().forEach(machine -> all.add(machine.applied()));
        return all;
    }

    List<String> longest() {
        return applied().stream().max(Comparator.comparingInt(List::size)).orElseThrow();
    }

    Set<String> acknowledged() {
        return acknowledged;
    }

    Set<String> refused() {
        return refused;
    }

    int unknown() {
        return unknown;
    }

    long term() {
        return groups.values().stream()
                .mapToLong(group -> group.status().term())
                .max()
                .orElseThrow();
    }

    private void disturb() {
        String node = any();
        switch (random.nextInt(16)) {
            case 0 -> crash(node);
            case 1, 2 -> List.copyOf(down).forEach(this::start);
            case 3 -> cluster.network().cut(node, any());
            case 4 ->
                cluster.network()
                        .partition(
                                List.of(node),
                                names.stream()
                                        .filter(name -> !name.equals(node))
                                        .toList());
            case 5, 6 -> cluster.network().heal();
            case 7 -> cluster.pause(node);
            case 8, 9 -> names.forEach(cluster::resume);
            case 10 -> settle(node);
            case 11 -> transfer(node);
            default -> {
                // Nothing happens.
            }
        }
    }

    private void mend() {
        cluster.network().heal();
        cluster.network().loss(0);
        cluster.network().delay(Duration.ofMillis(1), Duration.ofMillis(10));
        names.forEach(cluster::resume);
        List.copyOf(down).forEach(this::start);
        cluster.run(Duration.ofSeconds(5));
    }

    private void crash(String node) {
        if (down.add(node)) {
            earlier.add(List.copyOf(machine(node).applied()));
            cluster.crash(node);
        }
    }

    private void start(String node) {
        down.remove(node);
        ListMachine machine = new ListMachine(disks.computeIfAbsent(node, key -> new ListMachine.Disk()));
        machines.put(node, machine);
        try {
            groups.put(node, cluster.start(cluster.options(node)).join(0, machine));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void settle(String node) {
        if (!down.contains(node)) {
            try {
                group(node).settle();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private void transfer(String successor) {
        for (String node : names) {
            try {
                group(node).transfer(successor);
            } catch (IOException e) {
                // The successor may be down or cut off.
            }
        }
    }

    private void proposeLast() {
        for (String node : names) {
            CompletableFuture<byte[]> outcome =
                    group(node).propose(LAST.getBytes(UTF_8)).toCompletableFuture();
            cluster.runUntil(outcome::isDone, Duration.ofSeconds(20));
            if (!outcome.isCompletedExceptionally()) {
                acknowledged.add(LAST);
                return;
            }
        }
    }

    private void propose(String node, String entry) {
        group(node).propose(entry.getBytes(UTF_8)).whenComplete((result, failure) -> {
            if (failure == null) {
                acknowledged.add(entry);
            } else if (failure instanceof ProposalRefusedException) {
                refused.add(entry);
            } else {
                unknown++;
            }
        });
    }

    private String any() {
        return names.get(random.nextInt(names.size()));
    }

    private ListMachine machine(String node) {
        return machines.get(node);
    }

    private Consensus group(String node) {
        return groups.get(node);
    }
}
