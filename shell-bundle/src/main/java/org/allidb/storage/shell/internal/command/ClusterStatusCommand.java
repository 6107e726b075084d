package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.ClusterShard;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;

@Command(name = "cluster-status", description = "Show the shards of the cluster.")
final class ClusterStatusCommand extends ShellCommand {

    ClusterStatusCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        Cluster cluster = cluster();
        print("node " + cluster.node() + " of " + String.join(", ", cluster.nodes()));
        TextTable table = new TextTable("SHARD>", "ROLE", "LEADER", "TERM>", "COMMITTED>", "APPLIED>", "LAG>");
        for (ClusterShard shard : cluster.shards()) {
            table.add(
                    shard.number(),
                    shard.role(),
                    shard.leader().orElse("none known"),
                    shard.term(),
                    shard.committed(),
                    shard.applied(),
                    shard.lag());
        }
        print(table);
    }
}
