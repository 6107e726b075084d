package org.allidb.storage.shell.internal.command;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "events", description = "Show the latest flushes, merges, stalls, swaps, failures.")
final class EventsCommand extends ShellCommand {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    @Option(names = "--last", paramLabel = "N", description = "So many (${DEFAULT-VALUE}).")
    private int last = 20;

    private final EventHistory history;

    EventsCommand(StoragePlatform platform, EventHistory history) {
        super(platform);
        this.history = history;
    }

    @Override
    public void run() {
        if (last < 1) {
            throw new InvalidArgumentException("the last " + last + " events are none; use 1 or more");
        }
        TextTable table = new TextTable("TIME", "EVENT", "TENANT", "WHAT");
        for (StorageEvent event : history.latest(last)) {
            table.add(
                    TIME.format(Instant.ofEpochMilli(event.wallMillis())),
                    event.type().name().toLowerCase(Locale.ROOT),
                    event.tenant().map(TenantId::value).orElse(""),
                    event.message());
        }
        print(table.wrapped());
    }
}
