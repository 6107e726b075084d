package org.allidb.storage.replication.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allidb.storage.api.ClusterShard;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.testkit.FreePorts;

/** Three nodes of a cluster in this JVM, with directories and ports of their own. */
final class ThreeNodes implements AutoCloseable {

    private static final int NODES = 3;

    private final Path directory;
    private final String members;
    private final Map<String, Object> settings;
    private final Map<Integer, StoragePlatform> open = new TreeMap<>();

    ThreeNodes(Path directory, Map<String, Object> settings) {
        this.directory = directory;
        this.settings = settings;
        List<Integer> ports = FreePorts.find(NODES);
        members = IntStream.range(0, NODES)
                .mapToObj(i -> "n" + (i + 1) + "=127.0.0.1:" + ports.get(i))
                .collect(Collectors.joining(","));
        for (int i = 0; i < NODES; i++) {
            start(i);
        }
    }

    /** Returns a node, by its number from 0. */
    StoragePlatform node(int number) {
        return open.get(number);
    }

    void start(int number) {
        open.put(number, opened(number));
    }

    private StoragePlatform opened(int number) {
        var builder = StoragePlatform.builder(directory.resolve("n" + (number + 1)))
                .set("cluster.provider", "raft")
                .set("cluster.node", "n" + (number + 1))
                .set("cluster.members", members)
                .set("cluster.shards", 2)
                .set("cluster.election_timeout_ms", 2_500)
                .set("cluster.timeout_ms", 40_000);
        settings.forEach(builder::set);
        return builder.open();
    }

    void stop(int number) {
        open.remove(number).close();
    }

    /** Returns the number of the node that leads a shard, as soon as one does. */
    int leader(int shard) throws InterruptedException {
        while (true) {
            for (Map.Entry<Integer, StoragePlatform> node : open.entrySet()) {
                ClusterShard seen =
                        node.getValue().cluster().orElseThrow().shards().get(shard);
                if (seen.role().equals("leader")) {
                    return node.getKey();
                }
            }
            Thread.sleep(20);
        }
    }

    @Override
    public void close() {
        List.copyOf(open.keySet()).forEach(this::stop);
    }
}
