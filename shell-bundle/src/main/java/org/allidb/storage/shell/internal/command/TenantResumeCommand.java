package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "tenant-resume", description = "Let a suspended tenant be used again.")
final class TenantResumeCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    TenantResumeCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        platform().resume(TenantId.of(tenant));
        print("resumed " + tenant);
    }
}
