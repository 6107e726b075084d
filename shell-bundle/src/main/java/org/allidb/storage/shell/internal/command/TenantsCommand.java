package org.allidb.storage.shell.internal.command;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;

@Command(name = "tenants", description = "List the tenants with their quotas.")
final class TenantsCommand extends ShellCommand {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    TenantsCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TextTable table = new TextTable("TENANT", "GENERATION>", "STATE", "DISK QUOTA>", "LOG", "CREATED");
        for (TenantInfo tenant : platform().tenants()) {
            table.add(
                    tenant.id(),
                    tenant.generation(),
                    tenant.suspended() ? "suspended" : tenant.open() ? "open" : "idle",
                    Human.limit(tenant.settings().quota().diskBytes()),
                    tenant.settings().dedicatedLog() ? "dedicated" : "shared",
                    TIME.format(tenant.created()));
        }
        print(table);
    }
}
