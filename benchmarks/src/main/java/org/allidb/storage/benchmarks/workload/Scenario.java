package org.allidb.storage.benchmarks.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.benchmarks.workload.ReadPoints.Choice;

/** Workloads that follow each other on one store, in one JVM. */
public enum Scenario {
    SEQUENTIAL(new Fill("fill-sequential", false, 1, 0)),
    BATCHES(new Fill("fill-batches-of-100", true, 100, 0)),
    RANDOM(
            new Fill("fill-random", true, 1, 0),
            new ReadPoints("read-random", Choice.UNIFORM, 1),
            new ReadPoints("read-random-2-threads", Choice.UNIFORM, 2),
            new ReadPoints("read-skewed", Choice.SKEWED, 1),
            new ReadPoints("read-missing", Choice.MISSING, 1),
            new SeekAndScan("seek-50", 50),
            new FullScan("scan", false),
            new FullScan("scan-reverse", true),
            new Fill("overwrite", true, 1, 1),
            new ReadBesideWriter()),
    SYNCED(
            new SyncedWrites("synced-1-thread", 1),
            new SyncedWrites("synced-4-threads", 4),
            new SyncedWrites("synced-16-threads", 16),
            new SyncedWrites("synced-64-threads", 64));

    private final List<Workload> workloads;

    Scenario(Workload... workloads) {
        this.workloads = List.of(workloads);
    }

    /** What is done, in this order. */
    public List<Workload> workloads() {
        return workloads;
    }

    /** The workload of an id. */
    public static Optional<Workload> workload(String id) {
        return Arrays.stream(values())
                .flatMap(scenario -> scenario.workloads.stream())
                .filter(workload -> workload.id().equals(id))
                .findFirst();
    }

    /** The ids of all workloads. */
    public static List<String> ids() {
        return Arrays.stream(values())
                .flatMap(scenario -> scenario.workloads.stream())
                .map(Workload::id)
                .toList();
    }
}
