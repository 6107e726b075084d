package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantUsage;
import org.allidb.storage.shell.internal.format.Human;
import org.allidb.storage.shell.internal.format.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "tenant-quota",
        description = "Show a tenant's quotas and what it uses; with options, change them at once.",
        footer = {"", "Example: tenant-quota acme --disk 10G --ops 5000"})
final class TenantQuotaCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Mixin
    private final QuotaOptions options = new QuotaOptions();

    TenantQuotaCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TenantUsage usage = with(tenant, store -> store.statistics().usage());
        TenantSettings settings = settings();
        Quota quota = options.applyTo(settings.quota());
        if (!quota.equals(settings.quota())) {
            platform().update(TenantId.of(tenant), settings.withQuota(quota));
        }
        TextTable table = new TextTable("QUOTA", "LIMIT>", "USED>");
        table.add("disk", Human.limit(quota.diskBytes()), Human.bytes(usage.diskBytes()));
        table.add("write buffer", Human.limit(quota.writeBufferBytes()), Human.bytes(usage.bufferBytes()));
        table.add("operations a second", number(quota.opsPerSecond()), "");
        table.add("bytes a second", Human.limit(quota.bytesPerSecond()), "");
        table.add("cursors", number(quota.maxCursors()), usage.openCursors());
        table.add("snapshots", number(quota.maxSnapshots()), usage.openSnapshots());
        table.add("row size", Human.limit(quota.maxRowBytes()), "");
        print(table);
    }

    private TenantSettings settings() {
        TenantId id = TenantId.of(tenant);
        return platform().tenants().stream()
                .filter(info -> info.id().equals(id))
                .map(TenantInfo::settings)
                .findFirst()
                .orElse(TenantSettings.DEFAULTS);
    }

    private static String number(long limit) {
        return limit == 0 ? "none" : Human.count(limit);
    }
}
