package org.allidb.storage.shell.internal.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "tenant-configure",
        description = "Show or set parameters of the configuration for a tenant.",
        footer = {
            "",
            "Example: tenant-configure acme compaction.strategy=leveled sstable.codec=zstd",
            "What is in force for all tenants holds again: tenant-configure acme sstable.codec="
        })
final class TenantConfigureCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "PARAMETER=VALUE",
            description =
                    "A parameter that is marked [tenant] in the configuration file; without a value the tenant sets it"
                            + " no more.")
    private Map<String, String> changes = new LinkedHashMap<>();

    TenantConfigureCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TenantSettings before = info(tenant).settings();
        Map<String, String> own = new LinkedHashMap<>(before.parameters());
        changes.forEach((path, value) -> {
            if (value.isEmpty() && StorageConfiguration.tenantParameters().contains(path)) {
                own.remove(path);
            } else {
                own.put(path, value);
            }
        });
        TenantSettings settings = before.withParameters(own);
        if (!settings.equals(before)) {
            platform().update(TenantId.of(tenant), settings);
        }
        print(table(platform().configuration(), own));
    }

    private static TextTable table(StorageConfiguration platform, Map<String, String> own) {
        TextTable table = new TextTable("PARAMETER", "THIS TENANT", "THE OTHERS");
        Map<String, Map<String, String>> values = platform.values();
        for (String path : StorageConfiguration.tenantParameters()) {
            int dot = path.indexOf('.');
            Map<String, String> section = values.getOrDefault(path.substring(0, dot), Map.of());
            table.add(path, own.getOrDefault(path, ""), section.getOrDefault(path.substring(dot + 1), ""));
        }
        return table;
    }
}
