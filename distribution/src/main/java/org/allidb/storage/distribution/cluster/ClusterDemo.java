package org.allidb.storage.distribution.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code allidb cluster demo}: three nodes in processes of their own, rows of this JDK, and then what an operator fears: a leader is killed in
 * the middle of synced writes, and a node stands still and comes back. It counts what was acknowledged.
 */
final class ClusterDemo {

    private static final int BATCH = 500;
    private static final int VALUE_BYTES = 120;
    private static final long READY_NANOS = 90_000_000_000L;
    private static final long LOOK_MILLIS = 100;
    private static final long WRITE_MILLIS = 3_000;
    private static final double MILLIS = 1_000;

    private final Report report = new Report();
    private final LocalCluster cluster;

    private ClusterDemo(LocalCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Runs the demo.
     *
     * @param home the distribution
     * @return the status of the process
     */
    static int run(Path home) throws Exception {
        Report.title("1/5", "three nodes, each a process with a data directory of its own");
        Path work = home.resolve("cluster-demo");
        LocalCluster cluster = LocalCluster.start(home, work);
        ClusterDemo demo = new ClusterDemo(cluster);
        try (cluster) {
            demo.await();
            demo.load();
            demo.killTheLeader();
            demo.bringBack();
            demo.standStill();
        }
        return demo.end(work);
    }

    private void await() throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (NodeProcess node : cluster.nodes()) {
            cluster.awaitReads(node);
        }
        Report.note("each answers clients of Redis; " + Report.since(began) + " from nothing");
        Report.note("leaders by shard: " + cluster.leaders(cluster.node(0)));
    }

    private void load() throws Exception {
        Report.title("2/5", "the classes of java.base become rows, written at all three nodes");
        List<List<String>> commands = new ArrayList<>();
        Path classes = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules/java.base");
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                commands.add(List.of("SET", classes.relativize(file).toString(), head(file)));
            }
        }
        long began = System.nanoTime();
        for (int from = 0; from < commands.size(); from += BATCH) {
            List<List<String>> batch = commands.subList(from, Math.min(commands.size(), from + BATCH));
            try (RespClient client = new RespClient(cluster.node(from / BATCH).door())) {
                client.call(batch);
            }
        }
        Report.note(String.format(
                "%,d rows, each on stable storage of two nodes, in %s", commands.size(), Report.since(began)));
        report.check(cluster.isSame(), "all three nodes have the same rows, sequences and timestamps");
    }

    private void killTheLeader() throws Exception {
        Report.title("3/5", "the leader is killed in the middle of synced writes");
        NodeProcess victim = cluster.leader();
        Writers writers = Writers.start(cluster.nodes(), "kill:");
        try (writers) {
            Thread.sleep(WRITE_MILLIS);
            int before = writers.acknowledged().size();
            writers.measurePause();
            victim.kill();
            Report.note(
                    "kill -9 of " + victim.name() + " after " + String.format("%,d", before) + " acknowledged writes");
            awaitProgress(writers, before);
            Thread.sleep(WRITE_MILLIS);
        }
        Report.note(String.format(
                "the longest pause of all clients together: %.1f s; then %s lead",
                writers.longestPauseMillis() / MILLIS,
                cluster.leaders(cluster.alive().getFirst())));
        checkRows(writers.acknowledged());
    }

    private void bringBack() throws Exception {
        Report.title("4/5", "the dead node comes back");
        NodeProcess dead = cluster.nodes().stream()
                .filter(node -> !node.isAlive())
                .findFirst()
                .orElseThrow();
        long began = System.nanoTime();
        dead.restart();
        cluster.awaitReads(dead);
        Report.note(dead.name() + " has started again and has what it missed, after " + Report.since(began));
        report.check(cluster.isSame(), "all three nodes have the same rows again");
    }

    private void standStill() throws Exception {
        Report.title("5/5", "a node stands still while others write, and then is asked at once");
        NodeProcess still = cluster.leader();
        NodeProcess other = cluster.nodes().stream()
                .filter(node -> node != still)
                .findFirst()
                .orElseThrow();
        try (RespClient early = new RespClient(still.door())) {
            early.call("SET", "stale", "old");
            report.check(early.call("GET", "stale").equals("old"), still.name() + ", which leads, reads what it wrote");
            still.signal("STOP");
            String written = cluster.retried(other, "SET", "stale", "new");
            Report.note("stopped " + still.name() + "; " + other.name() + " writes a new value: " + written);
            still.signal("CONT");
            String read;
            try {
                read = early.call("GET", "stale");
            } catch (RespClient.RefusedException e) {
                read = "refused";
            }
            report.check(
                    !read.equals("old"),
                    still.name() + " goes on, is asked at once, and does not answer what was: " + read);
        }
        cluster.awaitReads(still);
        report.check(cluster.isSame(), "all three nodes have the same rows");
    }

    private int end(Path work) throws IOException {
        System.out.println();
        if (report.failures() > 0) {
            Report.note(report.failures() + " of the checks failed; what the nodes said is in " + work);
            return 1;
        }
        Report.note("Nothing that was acknowledged was lost. What to try next:");
        Report.note("  allidb cluster torture 60   nodes are killed and stopped at random; every read is judged");
        Report.note("  docs/cluster.md             three machines: certificates, configuration, operation");
        cluster.delete();
        return 0;
    }

    private void checkRows(Map<String, String> rows) throws IOException {
        long missing = 0;
        for (NodeProcess node : cluster.alive()) {
            try (RespClient client = new RespClient(node.door())) {
                for (Map.Entry<String, String> row : rows.entrySet()) {
                    missing += client.call("GET", row.getKey()).equals(row.getValue()) ? 0 : 1;
                }
            }
        }
        report.check(
                missing == 0,
                String.format(
                        "%,d acknowledged writes, %d lost, counted at %d nodes",
                        rows.size(), missing, cluster.alive().size()));
    }

    private static void awaitProgress(Writers writers, int before) throws InterruptedException {
        long end = System.nanoTime() + READY_NANOS;
        while (writers.acknowledged().size() < before + BATCH && System.nanoTime() < end) {
            Thread.sleep(LOOK_MILLIS);
        }
    }

    private static String head(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(VALUE_BYTES), StandardCharsets.ISO_8859_1);
        }
    }
}
