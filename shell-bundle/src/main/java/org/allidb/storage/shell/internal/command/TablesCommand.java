package org.allidb.storage.shell.internal.command;

import java.util.List;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "tables", description = "List a tenant's tables.")
final class TablesCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    TablesCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        List<TableInfo> tables = with(tenant, TenantStore::tables);
        TextTable table =
                new TextTable("TABLE>", "LEVEL>", "SIZE>", "ROWS>", "TOMBSTONES>", "CODEC", "FORMAT", "STATE");
        for (TableInfo info : tables) {
            table.add(
                    info.id(),
                    info.level(),
                    Human.bytes(info.fileBytes()),
                    Human.count(info.rows()),
                    Human.count(info.tombstones()),
                    info.codec(),
                    info.format(),
                    info.compacting() ? "compacting" : "");
        }
        print(table);
    }
}
