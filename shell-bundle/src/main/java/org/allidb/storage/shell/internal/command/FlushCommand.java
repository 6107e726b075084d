package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "flush", description = "Write memtables to tables: of a tenant, or of all.")
final class FlushCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", arity = "0..1", description = "The tenant; without it, all that are open.")
    private @Nullable String tenant;

    FlushCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        if (tenant == null) {
            platform().flush();
            print("flushed");
            return;
        }
        int tables = with(tenant, store -> {
            store.flush();
            return store.tables().size();
        });
        print("flushed; tables: " + tables);
    }
}
