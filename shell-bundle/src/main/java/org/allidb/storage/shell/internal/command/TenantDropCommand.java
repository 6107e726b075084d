package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tenant-drop", description = "Drop a tenant with all its data, for good.")
final class TenantDropCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Option(names = "--yes", description = "Yes, delete its data.")
    private boolean sure;

    TenantDropCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        if (!sure) {
            throw new InvalidArgumentException("nothing done: this deletes all data of " + tenant
                    + " for good; add --yes if that is what you want");
        }
        platform().drop(TenantId.of(tenant));
        print("dropped " + tenant);
    }
}
