package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "flush", description = "Write a tenant's memtable to a table.")
final class FlushCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    FlushCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        int tables = with(tenant, store -> {
            store.flush();
            return store.tables().size();
        });
        print("flushed; tables: " + tables);
    }
}
