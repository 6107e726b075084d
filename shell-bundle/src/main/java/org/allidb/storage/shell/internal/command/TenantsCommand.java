package org.allidb.storage.shell.internal.command;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;

@Command(name = "tenants", description = "List the tenants: what they use, and what they may.")
final class TenantsCommand extends ShellCommand {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneId.systemDefault());

    TenantsCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        List<TenantInfo> tenants = platform().tenants();
        boolean labelled =
                tenants.stream().anyMatch(tenant -> !tenant.settings().label().isEmpty());
        List<String> columns =
                new ArrayList<>(List.of("TENANT", "GENERATION>", "STATE", "DISK>", "QUOTA>", "LOG", "CREATED"));
        if (labelled) {
            columns.add("LABEL");
        }
        TextTable table = new TextTable(columns.toArray(String[]::new));
        for (TenantInfo tenant : tenants) {
            List<Object> row = new ArrayList<>(List.of(
                    tenant.id(),
                    tenant.generation(),
                    state(tenant),
                    disk(tenant),
                    Human.limit(tenant.settings().quota().diskBytes()),
                    tenant.settings().dedicatedLog() ? "dedicated" : "shared",
                    TIME.format(tenant.created())));
            if (labelled) {
                row.add(tenant.settings().label());
            }
            table.add(row.toArray());
        }
        print(table);
    }

    private static String state(TenantInfo tenant) {
        if (!tenant.readable()) {
            return "suspended";
        }
        return (tenant.open() ? "open" : "idle") + (tenant.suspended() ? ", read-only" : "");
    }

    /** Returns the size of a tenant's files; nothing if it was dropped since it was listed. */
    private String disk(TenantInfo tenant) {
        try {
            return Human.bytes(platform().usage(tenant.id()).diskBytes());
        } catch (TenantUnknownException e) {
            return "";
        }
    }
}
