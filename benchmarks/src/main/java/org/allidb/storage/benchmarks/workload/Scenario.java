package org.allidb.storage.benchmarks.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.benchmarks.engine.EngineKind;
import org.allidb.storage.benchmarks.workload.ReadPoints.Choice;

/** Workloads that follow each other on one store, in one JVM. */
@SuppressWarnings("ImmutableEnumChecker") // the list is unmodifiable
public enum Scenario {
    SEQUENTIAL("Fill in order of the keys", new Fill("fill-sequential", false, 1, 0)),
    BULK("Bulk load in order of the keys", new BulkLoading("bulk-load")),
    BATCHES("Fill in batches", new Fill("fill-batches-of-100", true, 100, 0)),
    RANDOM(
            "Fill, read, scan, overwrite",
            new Fill("fill-random", true, 1, 0),
            new ReadPoints("read-random", Choice.UNIFORM, 1),
            new ReadPoints("read-random-2-threads", Choice.UNIFORM, 2),
            new ReadPoints("read-random-copied", Choice.UNIFORM, 1, true),
            new ReadPoints("read-skewed", Choice.SKEWED, 1),
            new ReadPoints("read-skewed-2-threads", Choice.SKEWED, 2),
            new ReadPoints("read-missing", Choice.MISSING, 1),
            new ReadPoints("read-missing-2-threads", Choice.MISSING, 2),
            new SeekAndScan("seek-50", 50),
            new SeekAndScan("seek-20-open", 20, true),
            new FullScan("scan", false),
            new FullScan("scan-reverse", true),
            new FullScan("scan-copied", false, true),
            new ReopenedReads(new ReadPoints("read-random-reopened", Choice.UNIFORM, 1)),
            new Fill("overwrite", true, 1, 1),
            new Fill("overwrite-again", true, 1, 2),
            new ReadPoints("read-random-overwritten", Choice.UNIFORM, 1),
            new ReadPoints("read-missing-overwritten", Choice.MISSING, 1),
            new SeekAndScan("seek-50-overwritten", 50),
            new FullScan("scan-overwritten", false),
            new ReadBesideWriter()),
    SYNCED(
            "Synced writes",
            new DeviceSyncedAppends(),
            new SyncedWrites("synced-1-thread", 1),
            new SyncedWrites("synced-4-threads", 4),
            new SyncedWrites("synced-16-threads", 16),
            new SyncedWrites("synced-64-threads", 64),
            new SyncedWrites("synced-256-virtual-threads", 256, true),
            new AsyncWrites("synced-256-in-flight", 256)),
    DELETES("Deletes", new DeleteRun()),
    LARGE(
            "Values of 3 KB",
            new Fill("fill-random-3-kb", true, 1, 0),
            new ReadPoints("read-random-3-kb", Choice.UNIFORM, 1),
            new SeekAndScan("seek-50-3-kb", 50),
            new FullScan("scan-3-kb", false),
            new Fill("overwrite-3-kb", true, 1, 1)),
    VECTORS("Vectors", new Vectors()),
    GRAPH("Neighbours of neighbours", new TwoHops()),
    RECOVERY("Recovery", new Recovery()),
    YCSB(
            "YCSB",
            new Ycsb("ycsb-a", YcsbDefinition.of("workloada")),
            new Ycsb("ycsb-b", YcsbDefinition.of("workloadb")),
            new Ycsb("ycsb-c", YcsbDefinition.of("workloadc")),
            new Ycsb("ycsb-f", YcsbDefinition.of("workloadf")),
            new Ycsb("ycsb-d", YcsbDefinition.of("workloadd")),
            new Ycsb("ycsb-e", YcsbDefinition.of("workloade"))),
    NEIGHBOURS(
            "A noisy neighbour of 100 tenants",
            Arrays.stream(Abuse.values()).map(NoisyNeighbour::new).toArray(Workload[]::new)),
    FEW_TENANTS("100 tenants", new TenantTraffic(100)),
    TENANTS("1,000 tenants", new ManyTenants(1_000)),
    MANY_TENANTS("10,000 tenants", new ManyTenants(10_000));

    private static final int LARGE_VALUE = 3072;
    private static final int FEWER = 10;

    private final String title;
    private final List<Workload> workloads;

    Scenario(String title, Workload... workloads) {
        this.title = title;
        this.workloads = List.of(workloads);
    }

    /** Returns how it is called in reports. */
    public String title() {
        return title;
    }

    /** Returns whether an engine does it: Berkeley DB is compared by graphs alone. */
    public boolean isFor(EngineKind kind) {
        return this == GRAPH || kind != EngineKind.JE;
    }

    /** Returns what is done, in this order. */
    public List<Workload> workloads() {
        return workloads;
    }

    /** Returns whether it is done only when it is asked for. */
    public boolean onRequest() {
        return this == MANY_TENANTS;
    }

    /** Returns the scale of this scenario: of larger values there are fewer. */
    public Scale scale(Scale scale) {
        return switch (this) {
            case LARGE -> new Scale(fewer(scale), LARGE_VALUE, scale.seconds());
            case YCSB -> new Scale(fewer(scale), YcsbDefinition.of("workloada").valueLength(), scale.seconds());
            default -> scale;
        };
    }

    /** Flags that its JVMs need beside the usual ones. */
    public List<String> flags() {
        return switch (this) {
            case TENANTS, MANY_TENANTS -> List.of("-XX:+AlwaysPreTouch");
            default -> List.of();
        };
    }

    /** Returns the workload of an id. */
    public static Optional<Workload> workload(String id) {
        return Arrays.stream(values())
                .flatMap(scenario -> scenario.workloads.stream())
                .filter(workload -> workload.id().equals(id))
                .findFirst();
    }

    /** Returns the ids of all workloads, or of those that are done without being asked for. */
    public static List<String> ids(boolean onRequest) {
        return Arrays.stream(values())
                .filter(scenario -> onRequest || !scenario.onRequest())
                .flatMap(scenario -> scenario.workloads.stream())
                .map(Workload::id)
                .toList();
    }

    private static int fewer(Scale scale) {
        return Math.max(1, scale.entries() / FEWER);
    }
}
