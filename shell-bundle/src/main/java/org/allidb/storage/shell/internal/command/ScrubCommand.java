package org.allidb.storage.shell.internal.command;

import java.util.List;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.text.Human;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "scrub", description = "Read and verify every table of a tenant, or of all.")
final class ScrubCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", arity = "0..1", description = "The tenant; without it, all tenants.")
    private @Nullable String tenant;

    ScrubCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        List<TenantId> tenants = tenant == null
                ? platform().tenants().stream().map(TenantInfo::id).toList()
                : List.of(TenantId.of(tenant));
        long tables = 0;
        long bytes = 0;
        long findings = 0;
        for (TenantId id : tenants) {
            ScrubReport report = platform().scrub(id);
            tables += report.tables();
            bytes += report.bytes();
            findings += report.findings().size();
            for (Finding finding : report.findings()) {
                print("tenant " + id + ": " + finding.what());
            }
        }
        print(Human.count(tables, "table") + ", " + Human.bytes(bytes) + " read and intact, "
                + (findings == 0 ? "nothing found" : Human.count(findings) + " found damaged or unreadable"));
    }
}
