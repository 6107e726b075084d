package org.allidb.storage.shell.internal.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "top",
        description = "Show which tenants take most: looks for two seconds.",
        footer = {
            "",
            "All figures but DUE are of a second. WORK is the tenant's share of all work, as estimated: 2 µs for a row"
                    + " read, 0.1 µs for an entry scanned, 4 µs for a row written, 10 ns for a byte written, flushed or"
                    + " merged.",
            "",
            "Flushes and merges that are under way follow, a line each, with how far they are.",
            "",
            "Example: top --by stalls --seconds 10"
        })
final class TopCommand extends ShellCommand {

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "work",
            description = "Sort by work, reads, writes, bytes, merges, stalls or debt.")
    private TenantWork.Order order = TenantWork.Order.WORK;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "2", description = "Look for so long; 2.")
    private int seconds;

    @Option(names = "--count", paramLabel = "N", defaultValue = "10", description = "Show so many tenants; 10.")
    private int count;

    private final Pause pause;

    /** Lets time pass. */
    @FunctionalInterface
    interface Pause {

        /** Waits for so many seconds. */
        void seconds(int seconds) throws InterruptedException;
    }

    TopCommand(StoragePlatform platform) {
        this(platform, TimeUnit.SECONDS::sleep);
    }

    TopCommand(StoragePlatform platform, Pause pause) {
        super(platform);
        this.pause = pause;
    }

    @Override
    public void run() {
        int length = Math.max(1, seconds);
        Map<TenantId, TenantStatistics> before = platform().openTenantStatistics();
        try {
            pause.seconds(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        List<TenantWork> all = TenantWork.between(before, platform().openTenantStatistics());
        double total = Math.max(1, all.stream().mapToDouble(TenantWork::nanos).sum());
        TextTable table =
                new TextTable("TENANT", "WORK>", "READS>", "WRITES>", "BYTES>", "MERGED>", "STALLED>", "DUE>");
        all.stream()
                .sorted(order.mostFirst())
                .limit(count)
                .forEach(work -> table.add(
                        work.tenant(),
                        Math.round(100 * work.nanos() / total) + " %",
                        Human.count(work.rows().all() / length),
                        Human.count(work.rows().written() / length),
                        Human.bytes(work.rows().bytes() / length),
                        Human.bytes(work.background().merged() / length),
                        Human.nanos(work.background().stallNanos() / length),
                        Human.bytes(work.background().due())));
        print(table);
        TaskLines.of(platform().statistics().runningTasks()).forEach(this::print);
    }
}
