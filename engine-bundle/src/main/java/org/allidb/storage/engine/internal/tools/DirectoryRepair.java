package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.api.RepairReport;
import org.allidb.storage.api.RepairedTenant;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.LsmPlatform;
import org.allidb.storage.engine.internal.Origins;
import org.allidb.storage.engine.internal.StorageDirectory;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.value.RepairReportValue;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.VfsProvider;

/** Saves what is intact of a data directory into a new one: first each tenant's tables, then the logs. */
final class DirectoryRepair {

    private final SurveyedDirectory directory;
    private final StorageConfiguration configuration;
    private final ProviderRegistry providers;
    private final Inspectors inspectors;
    private final TableFormat format;
    private final Findings findings;
    private final Map<Long, TenantRepair> repairs = new TreeMap<>();

    DirectoryRepair(
            SurveyedDirectory directory,
            StorageConfiguration configuration,
            ProviderRegistry providers,
            Inspectors inspectors,
            TableFormat format,
            Findings findings) {
        this.directory = directory;
        // every tenant comes along, however many are allowed
        this.configuration =
                configuration.with("tenants.max_tenants", "10000000").with("compaction.enabled", "false");
        this.providers = providers;
        this.inspectors = inspectors;
        this.format = format;
        this.findings = findings;
    }

    /** Writes the new directory, then opens and closes it. */
    DirectoryRepair run(VfsProvider vfs, Path into) throws IOException {
        Map<Long, TenantSurvey> surveys = new TreeMap<>();
        for (FoundTenant tenant : directory.tenants().values()) {
            surveys.put(tenant.generation(), new TenantSurvey(tenant, directory, inspectors, findings));
        }
        // the marks of the logs show which manifests are too old; only then it is known which tables count
        LogSurveyor marks = new LogSurveyor(surveys, inspectors, findings, (tenant, batch) -> {});
        surveyLogs(marks, surveys);
        try (StorageDirectory target = StorageDirectory.open(vfs.open(into), into, Purpose.DATA);
                TenantGuard guard = guard(target)) {
            RepairTools tools = new RepairTools(
                    guard,
                    inspectors,
                    new RepairParts(providers, format, memtables(), runtime().clock(), configuration),
                    directory.encryption(),
                    findings);
            for (TenantSurvey survey : surveys.values()) {
                if (survey.tenant().isLocked()) {
                    findings.add(
                            Severity.DAMAGE,
                            survey.tenant().generation(),
                            survey.tenant().path(),
                            "the tenant is encrypted, and was left out because its key is not there",
                            "nothing of it is in the new directory; repair again with --key-path");
                    continue;
                }
                TenantRepair repair = new TenantRepair(survey, tools);
                repairs.put(survey.tenant().generation(), repair);
                repair.tables();
            }
            LogSurveyor logs = new LogSurveyor(
                    surveys,
                    inspectors,
                    new Findings((f, d, t) -> {}),
                    (tenant, batch) -> Objects.requireNonNull(
                                    repairs.get(tenant.tenant().generation()))
                            .batch(batch));
            surveyLogs(logs, surveys);
            for (TenantRepair repair : repairs.values()) {
                repair.finish();
            }
        }
        try (StoragePlatform opened = LsmPlatform.open(into, configuration, providers, Origins.MODULES)) {
            opened.tenants().stream()
                    .filter(TenantInfo::readable)
                    .forEach(tenant -> opened.open(tenant.id()).close());
        }
        return this;
    }

    RepairReport report(Path from, Path into, Findings all, CheckReport check, LongSupplier nanos) {
        List<RepairedTenant> tenants = new ArrayList<>();
        repairs.values().forEach(repair -> tenants.add(repair.summary()));
        tenants.sort(Comparator.comparing(RepairedTenant::tenant));
        return new RepairReportValue(from, into, tenants, all.list(), check, nanos.getAsLong());
    }

    private void surveyLogs(LogSurveyor logs, Map<Long, TenantSurvey> surveys) throws IOException {
        logs.survey(directory.files(), SurveyedDirectory.LOG, 0, directory.anchor(0), !surveys.isEmpty());
        for (TenantSurvey survey : surveys.values()) {
            FoundTenant tenant = survey.tenant();
            if (tenant.present() && tenant.descriptor().settings().dedicatedLog()) {
                logs.survey(
                        tenant.files(),
                        tenant.path() + "/" + SurveyedDirectory.LOG,
                        tenant.generation(),
                        directory.anchor(tenant.generation()),
                        survey.hasManifest());
            }
        }
    }

    private TenantGuard guard(StorageDirectory target) throws IOException {
        return providers
                .named(ComponentKind.TENANT_GUARD, configuration)
                .open(target.files(), configuration.tenants(), runtime(), (type, tenant, text, figures) -> {});
    }

    private MemtableProvider memtables() {
        return providers.named(ComponentKind.MEMTABLE, configuration);
    }

    private StorageRuntime runtime() {
        return providers.named(ComponentKind.RUNTIME, configuration);
    }
}
