package org.allidb.storage.distribution.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three nodes as processes on this machine, on ports that are free, below a directory that is emptied first. */
final class LocalCluster implements AutoCloseable {

    private static final int NODES = 3;
    private static final int SHARDS = 2;
    private static final int FIRST_PORT = 16_400;
    private static final int LAST_PORT = 32_000;
    private static final long PATIENCE_NANOS = 90_000_000_000L;
    private static final long LOOK_MILLIS = 100;

    private final Path work;
    private final List<NodeProcess> nodes = new ArrayList<>();

    private LocalCluster(Path work) {
        this.work = work;
    }

    /**
     * Starts three nodes. They are killed when this process ends.
     *
     * @param home the distribution
     * @param work the directory of the nodes
     */
    static LocalCluster start(Path home, Path work) throws IOException {
        delete(work);
        Files.createDirectories(work);
        LocalCluster cluster = new LocalCluster(work);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::killAll, "allidb-stop"));
        List<Integer> ports = freePorts(2 * NODES);
        String members = IntStream.range(0, NODES)
                .mapToObj(i -> "n" + (i + 1) + "=127.0.0.1:" + ports.get(i))
                .collect(Collectors.joining(","));
        Map<String, String> environment = Map.of(
                "ALLIDB_STORAGE_CLUSTER_PROVIDER",
                "raft",
                "ALLIDB_STORAGE_CLUSTER_MEMBERS",
                members,
                "ALLIDB_STORAGE_CLUSTER_SHARDS",
                String.valueOf(SHARDS));
        for (int i = 0; i < NODES; i++) {
            cluster.nodes.add(new NodeProcess(home, work, "n" + (i + 1), ports.get(NODES + i), environment));
        }
        return cluster;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    /** Returns a node by its place from 0, beginning again behind the last one. */
    NodeProcess node(int number) {
        return nodes.get(number % NODES);
    }

    List<NodeProcess> alive() {
        return nodes.stream().filter(NodeProcess::isAlive).toList();
    }

    /** Returns the node that leads the first shard, by what a node knows. */
    NodeProcess leader() throws IOException, InterruptedException {
        String name = leaders(alive().getFirst()).values().iterator().next();
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Returns the leader of each shard by what a node knows, as soon as it knows all of them. */
    Map<Integer, String> leaders(NodeProcess node) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Map<Integer, String> leaders = node.leaders();
            if (leaders.size() == SHARDS || System.nanoTime() > end) {
                return leaders;
            }
            Thread.sleep(LOOK_MILLIS);
        }
    }

    /** Waits until a node reads what the cluster has acknowledged. */
    void awaitReads(NodeProcess node) throws IOException, InterruptedException {
        retried(node, "GET", "ready");
    }

    /** Calls a node until it does not refuse. */
    String retried(NodeProcess node, String... command) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try (RespClient client = new RespClient(node.door())) {
                return client.call(command);
            } catch (IOException e) {
                if (System.nanoTime() > end || !node.isAlive()) {
                    throw new IOException(
                            node.name() + " does not answer; what it said is in " + work.resolve(node.name() + ".out"),
                            e);
                }
                Thread.sleep(LOOK_MILLIS);
            }
        }
    }

    /** Returns whether all nodes have the same rows, sequences and timestamps. */
    boolean isSame() throws IOException, InterruptedException {
        Set<String> digests = new LinkedHashSet<>();
        for (NodeProcess node : nodes) {
            digests.add(node.digest());
        }
        return digests.size() == 1;
    }

    /** Deletes what the nodes have written, when they are stopped. */
    void delete() throws IOException {
        delete(work);
    }

    @Override
    public void close() {
        try {
            for (NodeProcess node : nodes) {
                node.stop();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void killAll() {
        try {
            for (NodeProcess node : nodes) {
                node.kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns ports that are free now and from which no connection goes out, as systems take those from 32768 on. */
    private static List<Integer> freePorts(int count) {
        List<Integer> free = new ArrayList<>();
        for (int port = FIRST_PORT; free.size() < count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                free.add(socket.getLocalPort());
            } catch (IOException e) {
                if (port == LAST_PORT) {
                    throw new IllegalStateException("no port from " + FIRST_PORT + " on is free", e);
                }
            }
        }
        return free;
    }

    private static void delete(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
