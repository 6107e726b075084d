package org.allidb.storage.shell.internal.command;

import java.util.List;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "get", description = "Show the rows of an entity.")
final class GetCommand extends ShellCommand {

    @Parameters(index = "0", paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Parameters(index = "1", paramLabel = "ENTITY", description = "The entity.")
    private String entity = "";

    @Option(names = "--kind", paramLabel = "KIND", converter = KindName.class, description = "Only rows of this kind.")
    private @Nullable Kind kind;

    GetCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        EntityId id = EntityId.of(entity);
        List<StoredRow> rows = with(tenant, store -> kind == null ? store.getEntity(id) : store.getKind(id, kind));
        if (rows.isEmpty()) {
            print("no rows");
            return;
        }
        TextTable table = new TextTable("KIND", "QUALIFIER", "CONTENT");
        rows.forEach(stored ->
                table.add(stored.row().key().kind(), RowText.qualifier(stored.row()), RowText.content(stored.row())));
        print(table);
    }
}
