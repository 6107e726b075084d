package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "scan",
        description = "Show rows in order.",
        footer = {"", "Example: scan jdk --prefix java/util/ --kind meta --limit 50"})
final class ScanCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Option(names = "--prefix", paramLabel = "TEXT", description = "Only entities that begin with it.")
    private @Nullable String prefix;

    @Option(names = "--from", paramLabel = "ENTITY", description = "The first entity.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "ENTITY", description = "The entity after the last.")
    private @Nullable String to;

    @Option(names = "--kind", paramLabel = "KIND", converter = KindName.class, description = "Only rows of this kind.")
    private @Nullable Kind kind;

    @Option(names = "--reverse", description = "From the end.")
    private boolean reverse;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many rows (${DEFAULT-VALUE}).")
    private int limit = 20;

    ScanCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        if (limit < 1) {
            throw new InvalidArgumentException("a limit of " + limit + " shows nothing; use 1 or more");
        }
        ScanRequest request = request();
        TextTable table = new TextTable("ENTITY", "KIND", "QUALIFIER", "CONTENT");
        boolean more = with(tenant, store -> fill(table, store, request));
        print(table);
        if (more) {
            print("… and more; raise --limit to see them");
        }
    }

    private boolean fill(TextTable table, TenantStore store, ScanRequest request) {
        try (Cursor cursor = store.scan(request)) {
            for (int rows = 0; cursor.next(); rows++) {
                if (rows == limit) {
                    return true;
                }
                Row row = cursor.row().row();
                table.add(row.entity(), row.key().kind(), RowText.qualifier(row), RowText.content(row));
            }
            return false;
        }
    }

    private ScanRequest request() {
        ScanRequest request = prefix == null ? ScanRequest.all() : ScanRequest.ofPrefix(prefix);
        request = from == null ? request : request.from(EntityId.of(from));
        request = to == null ? request : request.to(EntityId.of(to));
        request = kind == null ? request : request.kinds(kind);
        request = reverse ? request.reversed() : request;
        return request.limit(limit + 1L);
    }
}
