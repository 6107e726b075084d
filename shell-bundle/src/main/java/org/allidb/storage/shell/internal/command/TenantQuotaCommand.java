package org.allidb.storage.shell.internal.command;

import java.util.Optional;
import java.util.function.Function;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "tenant-quota",
        description = "Show or change a tenant's quotas, weight and label.",
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
        TenantInfo info = info(tenant);
        TenantSettings settings = options.applyTo(info.settings());
        if (!settings.equals(info.settings())) {
            platform().update(TenantId.of(tenant), settings);
        }
        Quota quota = settings.quota();
        Optional<TenantUsage> usage = info.readable()
                ? Optional.of(with(tenant, store -> store.statistics().usage()))
                : Optional.empty();
        TextTable table = new TextTable("QUOTA", "LIMIT>", "USED>");
        table.add("disk", Human.limit(quota.diskBytes()), used(usage, now -> Human.bytes(now.diskBytes())));
        table.add(
                "write buffer",
                Human.limit(quota.writeBufferBytes()),
                used(usage, now -> Human.bytes(now.bufferBytes())));
        table.add("operations a second", number(quota.opsPerSecond()), "");
        table.add("bytes a second", Human.limit(quota.bytesPerSecond()), "");
        table.add("bytes read a second", Human.limit(quota.bytesReadPerSecond()), "");
        table.add("cursors", number(quota.maxCursors()), used(usage, TenantUsage::openCursors));
        table.add("snapshots", number(quota.maxSnapshots()), used(usage, TenantUsage::openSnapshots));
        table.add("row size", Human.limit(quota.maxRowBytes()), "");
        table.add("rows of a batch", number(quota.maxBatchRows()), "");
        table.add("seconds of a cursor", number(quota.maxCursorSeconds()), "");
        table.add("seconds of a snapshot", number(quota.maxSnapshotSeconds()), "");
        table.add("weight", settings.weight(), "");
        print(table);
        if (!settings.label().isEmpty()) {
            print("label: " + settings.label());
        }
    }

    /** Returns what is used. A suspended tenant is not opened only to be looked at. */
    private static Object used(Optional<TenantUsage> usage, Function<TenantUsage, Object> figure) {
        return usage.map(figure).orElse("");
    }

    private static String number(long limit) {
        return limit == 0 ? "none" : Human.count(limit);
    }
}
