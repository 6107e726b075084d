package org.allidb.storage.shell.internal.command;

import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "tenant-create",
        description = "Create a tenant.",
        footer = {"", "Example: tenant-create acme --disk 2G --vector title=768"})
final class TenantCreateCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "1 to 63 of a-z, 0-9, _ and -.")
    private String tenant = "";

    @Mixin
    private final QuotaOptions quota = new QuotaOptions();

    @Option(names = "--vector", paramLabel = "NAME=DIMENSION", description = "Declare the dimension of a vector.")
    private Map<String, Integer> dimensions = new HashMap<>();

    @Option(
            names = "--set",
            paramLabel = "PARAMETER=VALUE",
            description = "Set a parameter of the configuration for it, as tenant-configure does.")
    private Map<String, String> parameters = new HashMap<>();

    @Option(names = "--dedicated-log", description = "Give it a write-ahead log of its own.")
    private boolean dedicatedLog;

    @Option(names = "--encrypted", description = "Encrypt all that it has on disk with a key of its own.")
    private boolean encrypted;

    TenantCreateCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TenantSettings settings = quota.applyTo(TenantSettings.DEFAULTS)
                .withVectorDimensions(dimensions)
                .withParameters(parameters)
                .withDedicatedLog(dedicatedLog)
                .withEncrypted(encrypted);
        platform().create(TenantId.of(tenant), settings).close();
        print("created " + tenant);
    }
}
