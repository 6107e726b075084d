package org.allidb.storage.shell.internal.command;

import java.time.Duration;
import java.util.Optional;
import org.allidb.storage.api.Change;
import org.allidb.storage.api.ChangeBatch;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "changes",
        description = "Show what was changed, in order.",
        footer = {"", "Example: changes jdk --from 00000000075bcd15-42 --wait 10"})
final class ChangesCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", description = "The tenant.")
    private String tenant = "";

    @Option(
            names = "--from",
            paramLabel = "POSITION",
            description = "Behind which position; a line that this command prints ends with one (the oldest).")
    private @Nullable String from;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many batches (${DEFAULT-VALUE}).")
    private int limit = 20;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            description = "Wait so long for each batch that has not come yet (${DEFAULT-VALUE}).")
    private int wait = 0;

    ChangesCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        if (limit < 1) {
            throw new InvalidArgumentException("a limit of " + limit + " shows nothing; use 1 or more");
        }
        TextTable table = new TextTable("SEQUENCE>", "CHANGE", "ENTITY", "KIND", "QUALIFIER", "CONTENT");
        ChangePosition end = with(tenant, store -> fill(table, store));
        print(table);
        print("continue with --from " + end);
    }

    private ChangePosition fill(TextTable table, TenantStore store) {
        ChangeFeed feed = store.changeFeed();
        ChangePosition begin = from == null ? feed.oldest() : ChangePosition.parse(from);
        try (Changes changes = feed.read(begin)) {
            for (int batches = 0; batches < limit; batches++) {
                Optional<ChangeBatch> next = changes.next(Duration.ofSeconds(wait));
                if (next.isEmpty()) {
                    break;
                }
                next.get().changes().forEach(change -> add(table, change));
            }
            return changes.position();
        }
    }

    private static void add(TextTable table, Change change) {
        switch (change) {
            case Change.Put put -> {
                Row row = put.row().row();
                RowKey key = row.key();
                table.add(
                        change.sequence(),
                        "put",
                        key.entity(),
                        key.kind(),
                        RowText.qualifier(row),
                        RowText.content(row));
            }
            case Change.Delete delete -> {
                RowKey key = delete.key();
                table.add(change.sequence(), "delete", key.entity(), key.kind(), key.qualifier(), "");
            }
            case Change.DeleteEntity delete ->
                table.add(change.sequence(), "delete entity", delete.entity(), "", "", "");
            case Change.DeleteRange range ->
                table.add(
                        change.sequence(),
                        "delete range",
                        range.from(),
                        "",
                        "",
                        range.to().map(to -> "to " + to).orElse("to the end"));
        }
    }
}
