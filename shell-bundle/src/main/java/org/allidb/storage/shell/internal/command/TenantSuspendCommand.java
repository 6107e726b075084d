package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "tenant-suspend", description = "Refuse a tenant's operations; its data stays.")
final class TenantSuspendCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Option(names = "--read-only", description = "Refuse writes alone; reads go on.")
    private boolean readOnly;

    @Option(names = "--by", paramLabel = "WHO", description = "Who suspends it and why, for its callers' errors.")
    private String by = "the shell";

    TenantSuspendCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        platform().suspend(TenantId.of(tenant), readOnly ? Suspension.Mode.READ_ONLY : Suspension.Mode.CLOSED, by);
        print("suspended " + tenant + (readOnly ? " for writes" : ""));
    }
}
