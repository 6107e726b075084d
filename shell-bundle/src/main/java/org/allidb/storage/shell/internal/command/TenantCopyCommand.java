package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "tenant-copy", description = "Make a tenant of the rows that another has now.")
final class TenantCopyCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant that is copied.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "COPY", description = "The id of the new tenant.")
    private String copy = "";

    TenantCopyCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        platform().copy(TenantId.of(tenant), TenantId.of(copy));
        print("copied " + tenant + " to " + copy);
    }
}
