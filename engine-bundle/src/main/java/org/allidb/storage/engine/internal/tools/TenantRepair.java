package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.RepairedTenant;
import org.allidb.storage.api.ToolProgress;
import org.allidb.storage.engine.internal.value.RepairedTenantValue;
import org.allidb.storage.engine.internal.version.Counters;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.SalvagedTable;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/** Saves one tenant: surveys its tables, copies what is intact, adds what only the log has. */
final class TenantRepair {

    private static final long MEMTABLE_BYTES = 32 << 20;
    private static final String LOG_CODEC = "none";

    private final TenantSurvey survey;
    private final RepairTools tools;
    private final TenantDescriptor before;
    private final TenantAccess access;
    private final VersionSet versions;
    private final HeldBack heldBack = new HeldBack();
    private final TableCopy copy;
    private final Set<Long> damaged = new HashSet<>();
    private final Map<Long, TableProperties> sources = new TreeMap<>();
    private Memtable memtable;
    private Counters counters;
    private long records;

    TenantRepair(TenantSurvey survey, RepairTools tools) throws IOException {
        this.survey = survey;
        this.tools = tools;
        this.before = survey.tenant().descriptor();
        // the quota comes back when everything is there
        tools.guard().create(before.id(), before.settings().withQuota(Quota.NONE));
        this.access = tools.encryption().create(tools.guard().access(before.id()));
        this.versions = VersionSet.open(access, tools.parts().tableFiles(access));
        this.copy = new TableCopy(versions, heldBack);
        this.memtable = tools.parts().memtables().create();
        Counters said = survey.manifest().counters();
        this.counters = survey.isComplete()
                ? said
                : new Counters(
                        said.nextTableId(), said.flushedSequence(), said.lastTimestamp(), said.purgeHorizon(), true);
    }

    /** Saves the tables. */
    void tables() throws IOException {
        survey.compareWithManifest();
        List<Long> ids = survey.tables();
        if (!survey.isComplete() && !ids.isEmpty()) {
            tools.findings()
                    .add(
                            Severity.DAMAGE,
                            before.generation(),
                            survey.tenant().path(),
                            "the manifest does not tell which tables count; all " + ids.size()
                                    + " that may count were taken",
                            "rows that were deleted and already merged away may show again");
        }
        for (long id : ids) {
            inspect(id);
        }
        Map<Integer, List<TableProperties>> byLevel = new TreeMap<>();
        for (long id : ids) {
            int level = survey.isComplete() ? survey.manifest().levels().getOrDefault(id, 0) : 0;
            copyTable(id, byLevel.computeIfAbsent(level, any -> new ArrayList<>()));
        }
        for (Map.Entry<Integer, List<TableProperties>> level : byLevel.entrySet()) {
            install(level.getValue(), level.getKey());
        }
    }

    /** Saves a batch that no table has. */
    void batch(EntryBatch batch) throws IOException {
        records++;
        memtable.apply(batch);
        counters = counters.flushed(
                batch.lastSequence(), batch.hasCallersTimestamp() ? 0 : batch.timestamp(), batch.hasCallersTimestamp());
        if (memtable.memoryBytes() > MEMTABLE_BYTES) {
            flush();
        }
    }

    /** Completes the tenant. */
    void finish() throws IOException {
        flush();
        install(List.of(), 0);
        versions.close();
        access.close();
        if (!before.settings().quota().equals(Quota.NONE)) {
            tools.guard().update(before.id(), before.settings());
        }
        if (before.shownSuspension().isPresent()) {
            tools.guard().setSuspension(before.id(), before.shownSuspension());
        }
    }

    RepairedTenant summary() {
        return new RepairedTenantValue(
                before.id(),
                copy.copied(),
                records,
                heldBack.count(),
                tools.findings().problemsOf(before.id()));
    }

    private void inspect(long id) throws IOException {
        int problems = tools.findings().problems();
        InspectedFile file = survey.table(id);
        try (SalvagedTable table =
                tools.inspectors().tables().salvage(file, tools.parts().codecs(), tools.findings())) {
            TableProperties said =
                    table.properties().orElse(survey.manifest().tables().get(id));
            if (said != null) {
                sources.put(id, said);
                seen(said);
            }
            if (tools.findings().problems() > problems) {
                damaged.add(id);
                heldBack.add(
                        table,
                        said == null ? Long.MAX_VALUE : said.maxTimestamp(),
                        said == null ? Long.MAX_VALUE : said.maxSequence());
            }
        }
    }

    /** Records a table: new writes must come after everything that is there. */
    private void seen(TableProperties said) {
        long timestamp = survey.isComplete()
                        || said.maxTimestamp() > tools.parts().clock().wallMicros()
                ? 0
                : said.maxTimestamp();
        counters = counters.flushed(said.maxSequence(), timestamp, false);
    }

    private void copyTable(long id, List<TableProperties> copies) throws IOException {
        InspectedFile file = survey.table(id);
        TableProperties said = sources.get(id);
        String codec = said == null ? LOG_CODEC : said.codec();
        long created = said == null ? tools.parts().clock().wallMillis() : said.createdMillis();
        if (damaged.contains(id)) {
            Findings known = new Findings(ToolProgress.NONE);
            try (SalvagedTable table = tools.inspectors()
                            .tables()
                            .salvage(file, tools.parts().codecs(), known);
                    RunCursor entries = table.entries()) {
                copy.write(entries, table.rangeTombstones(), codec, created).ifPresent(copies::add);
            }
            return;
        }
        try (TableReader table = tools.parts().format().open(file.files(), file.name(), file.generation(), id);
                RunCursor entries = table.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, TableReader.ReadPurpose.BULK)) {
            copy.write(entries, table.rangeTombstones(), codec, created).ifPresent(copies::add);
        }
    }

    private void flush() throws IOException {
        if (memtable.maxTimestamp() >= 0) {
            List<TableProperties> copies = new ArrayList<>();
            try (RunCursor entries = memtable.entries(Long.MAX_VALUE)) {
                copy.write(
                                entries,
                                RangeTombstoneSet.union(memtable.rangeTombstones()),
                                LOG_CODEC,
                                tools.parts().clock().wallMillis())
                        .ifPresent(copies::add);
            }
            install(copies, 0);
            memtable = tools.parts().memtables().create();
        }
    }

    private void install(List<TableProperties> copies, int level) throws IOException {
        copies.forEach(table -> counters = counters.flushed(table.maxSequence(), 0, false));
        versions.apply(copies, level, List.of(), nothing -> counters);
    }
}
