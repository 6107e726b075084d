package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.text.Human;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "compact", description = "Merge all tables of a tenant.")
final class CompactCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    CompactCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        print(with(tenant, CompactCommand::compact));
    }

    private static String compact(TenantStore store) {
        TenantStatistics before = store.statistics();
        store.compact();
        TenantStatistics after = store.statistics();
        return "tables " + before.tables() + " → " + after.tables() + ", "
                + Human.bytes(before.tableBytes()) + " → " + Human.bytes(after.tableBytes()) + System.lineSeparator()
                + "dropped " + Human.count(after.duplicatesDropped() - before.duplicatesDropped(), "duplicate") + ", "
                + Human.count(after.tombstonesDropped() - before.tombstonesDropped(), "tombstone") + ", "
                + Human.count(after.expiredDropped() - before.expiredDropped(), "expired row");
    }
}
