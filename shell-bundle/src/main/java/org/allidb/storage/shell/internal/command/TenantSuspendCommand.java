package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "tenant-suspend", description = "Refuse every operation on a tenant; its data stays.")
final class TenantSuspendCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    TenantSuspendCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        platform().suspend(TenantId.of(tenant));
        print("suspended " + tenant);
    }
}
