package org.allidb.storage.console.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.spi.http.HttpAnswer;

/**
 * A tenant's memtables and tables as a picture. If all tables are of level 0, as {@code size-tiered} leaves them, the tiers are by size: each
 * is four times as large as the one before. Of a tenant that is not open there is no picture: this does not open it.
 */
final class TenantPicture {

    /** More tables of a tier are too small to be seen: they become fewer blocks. */
    static final int MOST_BLOCKS = 400;

    private static final int TIER_RATIO_BITS = 2;
    private static final int SMALLEST_TIER_BITS = 20;

    private TenantPicture() {}

    static HttpAnswer answer(StoragePlatform platform, TenantId id) {
        TenantInfo info = platform.tenant(id)
                .orElseThrow(() -> new TenantUnknownException(
                        id, "there is no tenant '" + id + "'; the list has those that there are"));
        // one that was closed by a suspension cannot be opened, although it still is
        Optional<TenantStatistics> open =
                Optional.ofNullable(platform.openTenantStatistics().get(id)).filter(statistics -> info.readable());
        return Json.answer(json -> {
            json.writeStringField("id", id.value());
            json.writeBooleanField("open", open.isPresent());
            json.writeStringField(
                    "suspended",
                    info.suspension()
                            .map(Suspension::mode)
                            .map(Suspension.Mode::text)
                            .orElse(""));
            json.writeNumberField("limit", info.settings().quota().diskBytes());
            json.writeNumberField(
                    "disk",
                    open.map(TenantStatistics::usage)
                            .orElseGet(() -> platform.usage(id))
                            .diskBytes());
            if (open.isPresent()) {
                figures(json, open.get());
                tiers(json, tables(platform, id));
            }
        });
    }

    private static List<TableInfo> tables(StoragePlatform platform, TenantId id) {
        try (TenantStore store = platform.open(id)) {
            return store.tables();
        }
    }

    private static void figures(JsonGenerator json, TenantStatistics open) throws IOException {
        json.writeNumberField("memtables", open.memtables());
        json.writeNumberField("buffer", open.usage().bufferBytes());
        json.writeNumberField("entries", open.tableEntries());
        json.writeNumberField("per_read", open.tablesPerRead());
        json.writeNumberField("due_tables", open.dueTables());
        json.writeNumberField("due", open.dueBytes());
        json.writeNumberField("flushed", open.flushedBytes());
        json.writeNumberField("merged", open.compactionBytesWritten());
        json.writeNumberField("stalled_nanos", open.stallNanos());
    }

    private static void tiers(JsonGenerator json, List<TableInfo> tables) throws IOException {
        boolean leveled = tables.stream().anyMatch(table -> table.level() > 0);
        TreeMap<Integer, List<TableInfo>> tiers = new TreeMap<>();
        for (TableInfo table : tables) {
            tiers.computeIfAbsent(leveled ? table.level() : sizeClass(table.fileBytes()), tier -> new ArrayList<>())
                    .add(table);
        }
        json.writeBooleanField("leveled", leveled);
        json.writeArrayFieldStart("tiers");
        for (var tier : tiers.entrySet()) {
            json.writeStartObject();
            json.writeNumberField("tier", tier.getKey());
            json.writeNumberField("count", tier.getValue().size());
            json.writeNumberField(
                    "bytes",
                    tier.getValue().stream().mapToLong(TableInfo::fileBytes).sum());
            blocks(json, tier.getValue());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Returns 0 up to 1 MiB, then 1 up to 4 MiB, 2 up to 16 MiB, and so on. */
    static int sizeClass(long bytes) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(0, bytes - 1));
        return Math.max(0, (bits - SMALLEST_TIER_BITS + TIER_RATIO_BITS - 1) / TIER_RATIO_BITS);
    }

    private static void blocks(JsonGenerator json, List<TableInfo> tables) throws IOException {
        int each = (tables.size() + MOST_BLOCKS - 1) / MOST_BLOCKS;
        json.writeArrayFieldStart("blocks");
        for (int from = 0; from < tables.size(); from += each) {
            List<TableInfo> block = tables.subList(from, Math.min(from + each, tables.size()));
            json.writeStartObject();
            json.writeNumberField("id", block.getFirst().id());
            json.writeNumberField("tables", block.size());
            json.writeNumberField(
                    "bytes", block.stream().mapToLong(TableInfo::fileBytes).sum());
            json.writeNumberField(
                    "rows", block.stream().mapToLong(TableInfo::rows).sum());
            json.writeBooleanField("merging", block.stream().anyMatch(TableInfo::compacting));
            json.writeStringField("codec", block.getFirst().codec());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
