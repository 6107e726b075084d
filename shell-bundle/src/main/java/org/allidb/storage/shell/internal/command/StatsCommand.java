package org.allidb.storage.shell.internal.command;

import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.statistics.Latency;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.RefusedWrites;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.text.Human;
import org.allidb.storage.api.text.TextTable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(name = "stats", description = "Show figures of the platform, or of a tenant.")
final class StatsCommand extends ShellCommand {

    @Parameters(paramLabel = "TENANT", arity = "0..1", description = "The tenant; without it, the whole platform.")
    private @Nullable String tenant;

    StatsCommand(StoragePlatform platform) {
        super(platform);
    }

    @Override
    public void run() {
        if (tenant == null) {
            PlatformStatistics figures = platform().statistics();
            print(platform(figures));
            explain(figures.refusedWrites());
            TaskLines.of(figures.runningTasks()).forEach(this::print);
        } else {
            TenantStatistics figures = with(tenant, TenantStore::statistics);
            print(tenant(tenant, figures));
            print("rows, about: " + Human.count(with(tenant, store -> store.estimateRows(ScanRequest.all()))));
            explain(figures.refusedWrites());
            TaskLines.of(figures.runningTasks()).forEach(this::print);
        }
    }

    private void explain(RefusedWrites refused) {
        refused.lastReason().ifPresent(reason -> print("the last write was refused because: " + reason));
    }

    private static TextTable platform(PlatformStatistics figures) {
        TextTable table = new TextTable("PLATFORM", "FIGURE>");
        table.add("tenants", Human.count(figures.tenants()));
        table.add("  open", Human.count(figures.openTenants()));
        table.add("write buffers", Human.bytes(figures.bufferBytes()));
        table.add("  limit", Human.bytes(figures.bufferLimitBytes()));
        table.add("  flushed, kept by cursors", Human.bytes(figures.heldBufferBytes()));
        table.add("    limit", Human.bytes(figures.heldBufferLimitBytes()));
        table.add("log records", Human.count(figures.log().records()));
        table.add("  written", Human.bytes(figures.log().writtenBytes()));
        table.add("  syncs", Human.count(figures.log().syncs()));
        table.add(
                "  mean sync",
                Human.nanos(
                        figures.log().syncNanos() / Math.max(1, figures.log().syncs())));
        table.add("  segments", Human.count(figures.log().segments()));
        table.add("block cache", Human.bytes(figures.cache().bytes()));
        table.add("  limit", Human.bytes(figures.cache().capacityBytes()));
        long lookups = figures.cache().hits() + figures.cache().misses();
        table.add("  hits", lookups == 0 ? "-" : 100 * figures.cache().hits() / lookups + " %");
        table.add("open tables", Human.count(figures.cache().openTables()));
        table.add("  mapped", Human.count(figures.cache().mappedTables()));
        refused(table, figures.refusedWrites());
        table.add("slow disk operations", Human.count(figures.slowOperations()));
        table.add("  hanging now", Human.count(figures.hangingOperations()));
        latency(table, "get", figures.latencies().get());
        latency(table, "put", figures.latencies().put());
        latency(table, "sync", figures.latencies().sync());
        latency(table, "flush", figures.latencies().flush());
        table.add(
                "scrubs",
                Human.count(figures.scrub().passes()) + (figures.scrub().running() ? ", one under way" : ""));
        table.add("  tables verified", Human.count(figures.scrub().tables()));
        table.add("  bytes", Human.bytes(figures.scrub().bytes()));
        table.add("  damaged", Human.count(figures.scrub().damaged()));
        table.add("  unreadable", Human.count(figures.scrub().unreadable()));
        table.add("recovery", Human.nanos(figures.recoveryNanos()));
        table.add("  records replayed", Human.count(figures.recoveredRecords()));
        return table;
    }

    private static void refused(TextTable table, RefusedWrites refused) {
        table.add("writes refused", Human.count(refused.count()));
        refused.lastAt().ifPresent(at -> table.add("  last at", at));
    }

    private static void latency(TextTable table, String operation, Latency latency) {
        String figures = latency.measured() == 0
                ? "-"
                : Human.nanos(latency.medianNanos()) + ", " + Human.nanos(latency.p99Nanos()) + ", "
                        + Human.nanos(latency.p999Nanos()) + ", " + Human.nanos(latency.maxNanos());
        table.add(operation + ": median, 99 %, 99.9 %, max", figures);
    }

    private static TextTable tenant(String tenant, TenantStatistics figures) {
        TextTable table = new TextTable("TENANT " + tenant, "FIGURE>");
        table.add("rows written", Human.count(figures.usage().rowsWritten()));
        table.add("  bytes", Human.bytes(figures.usage().bytesWritten()));
        table.add("rows read", Human.count(figures.usage().rowsRead()));
        table.add("  entries scanned", Human.count(figures.entriesScanned()));
        table.add("refused by a quota", Human.count(figures.usage().refused()));
        table.add("disk", Human.bytes(figures.usage().diskBytes()));
        table.add("write buffer", Human.bytes(figures.usage().bufferBytes()));
        table.add("memtables", Human.count(figures.memtables()));
        table.add("  flushed, kept by cursors", Human.bytes(figures.heldBufferBytes()));
        table.add("tables", Human.count(figures.tables()));
        table.add("  entries", Human.count(figures.tableEntries()));
        table.add("  bytes", Human.bytes(figures.tableBytes()));
        table.add("  visited by a read at most", Human.count(figures.tablesPerRead()));
        table.add("  due to be merged", Human.count(figures.dueTables()));
        table.add("  bytes due", Human.bytes(figures.dueBytes()));
        table.add("  removed, kept by cursors", Human.bytes(figures.heldTableBytes()));
        table.add("flushes", Human.count(figures.flushes()));
        table.add("  written", Human.bytes(figures.flushedBytes()));
        table.add("compactions", Human.count(figures.compactions()));
        table.add("  read", Human.bytes(figures.compactionBytesRead()));
        table.add("  written", Human.bytes(figures.compactionBytesWritten()));
        table.add("  duplicates dropped", Human.count(figures.duplicatesDropped()));
        table.add("  tombstones dropped", Human.count(figures.tombstonesDropped()));
        table.add("  expired dropped", Human.count(figures.expiredDropped()));
        if (figures.feedBytes() > 0) {
            table.add("change feed", Human.bytes(figures.feedBytes()));
            table.add("  all changes behind", figures.feedOldestSequence());
        }
        refused(table, figures.refusedWrites());
        table.add("writers slowed for", Human.nanos(figures.stallNanos()));
        table.add("cursors open", Human.count(figures.usage().openCursors()));
        table.add("snapshots open", Human.count(figures.snapshots()));
        return table;
    }
}
