package org.allidb.storage.shell.internal.command;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.Paragraphs;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeGenerator;
import picocli.CommandLine.Parameters;

/** The figures that are known without the process that writes: those of the files. */
@Command(name = "stats", description = "Show how much the tenants hold, in tables and in the log.")
final class ContentsCommand extends ShellCommand implements IExitCodeGenerator {

    @Parameters(paramLabel = "TENANT", arity = "0..1", description = "The tenant; without it, all of them.")
    private @Nullable String tenant;

    private final List<String> refused = new ArrayList<>();

    ContentsCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        TextTable table = new TextTable("TENANT", "STATE", "TABLES>", "SIZE>", "ENTRIES>", "VISITED>", "IN THE LOG>");
        for (TenantInfo info : tenants()) {
            try {
                add(table, info);
            } catch (StorageException e) {
                table.add(info.id(), "refused", "-", "-", "-", "-", "-");
                refused.add(e.getMessage());
            }
        }
        print(table);
        print("VISITED: tables that a read visits at most. IN THE LOG: memory of the rows that are in no table yet.");
        for (String message : refused) {
            print(Paragraphs.wrap("refused: " + message, "  ").stripTrailing());
        }
    }

    /** Returns the tenants asked for. One may be dropped elsewhere meanwhile: the error then says that it is unknown. */
    private List<TenantInfo> tenants() {
        if (tenant == null) {
            return platform().tenants();
        }
        TenantId id = TenantId.of(tenant);
        return List.of(platform().tenants().stream()
                .filter(info -> info.id().equals(id))
                .findAny()
                .orElseThrow(() -> new TenantUnknownException(id, "there is no tenant '" + id + "'; check the id")));
    }

    private void add(TextTable table, TenantInfo info) {
        if (!info.readable()) {
            table.add(info.id(), "suspended", "-", "-", "-", "-", "-");
            return;
        }
        TenantStatistics figures = with(info.id().toString(), TenantStore::statistics);
        table.add(
                info.id(),
                "readable",
                Human.count(figures.tables()),
                Human.bytes(figures.tableBytes()),
                Human.count(figures.tableEntries()),
                Human.count(figures.tablesPerRead()),
                Human.bytes(figures.usage().bufferBytes()));
    }

    @Override
    public int getExitCode() {
        return refused.isEmpty() ? 0 : 1;
    }
}
