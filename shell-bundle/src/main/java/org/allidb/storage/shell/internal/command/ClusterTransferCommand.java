package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "cluster-transfer", description = "Hand the lead of a shard to another node.")
final class ClusterTransferCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "SHARD", description = "The shard's number.")
    private int shard;

    @Parameters(index = "1", paramLabel = "NODE", description = "The node that is to lead.")
    private String node = "";

    ClusterTransferCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        cluster().transfer(shard, node);
        print(node + " leads shard " + shard);
    }
}
