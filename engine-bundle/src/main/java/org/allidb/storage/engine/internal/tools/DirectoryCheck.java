package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.engine.internal.audit.AuditVerification;
import org.allidb.storage.engine.internal.crypt.EncryptedVfs;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.inspect.SalvagedTable;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableProperties;

/** Checks a data directory: every file by itself, and all of them against each other. */
final class DirectoryCheck {

    private final SurveyedDirectory directory;
    private final Inspectors inspectors;
    private final Codecs codecs;
    private final TableFormat format;
    private final Findings findings;

    DirectoryCheck(
            SurveyedDirectory directory, Inspectors inspectors, Codecs codecs, TableFormat format, Findings findings) {
        this.directory = directory;
        this.inspectors = inspectors;
        this.codecs = codecs;
        this.format = format;
        this.findings = findings;
    }

    void run() throws IOException {
        Map<Long, TenantSurvey> surveys = new TreeMap<>();
        for (FoundTenant tenant : directory.tenants().values()) {
            surveys.put(tenant.generation(), new TenantSurvey(tenant, directory, inspectors, findings));
        }
        LogSurveyor logs = new LogSurveyor(surveys, inspectors, findings, (tenant, batch) -> {});
        survey(logs, directory.files(), SurveyedDirectory.LOG, 0, !surveys.isEmpty());
        for (TenantSurvey survey : surveys.values()) {
            FoundTenant tenant = survey.tenant();
            if (tenant.present() && tenant.descriptor().settings().dedicatedLog()) {
                survey(
                        logs,
                        tenant.files(),
                        tenant.path() + "/" + SurveyedDirectory.LOG,
                        tenant.generation(),
                        survey.hasManifest());
            }
            survey.compareWithManifest();
            for (long id : survey.tables()) {
                checkTable(survey, id);
            }
            for (String locked : survey.lockedTables()) {
                checkLocked(survey.tenant().file(locked));
            }
        }
        checkAudit();
    }

    private void checkAudit() throws IOException {
        if (AuditVerification.isThere(directory.files())) {
            AuditVerification.of(directory.files(), Optional.empty())
                    .findings()
                    .forEach(each -> findings.found(FileFinding.of(
                            each.severity(), each.file(), each.offset(), 0, each.what(), each.meaning())));
        }
    }

    private void survey(
            LogSurveyor logs, org.allidb.storage.spi.vfs.Vfs parent, String path, long owner, boolean expected) {
        try {
            logs.survey(parent, path, owner, directory.anchor(owner), expected);
        } catch (IOException e) {
            findings.add(
                    Severity.UNCHECKED, owner, path, "the log cannot be read: " + e.getMessage(), "check the device");
        }
    }

    /** Checks the form of a table whose key is not there. */
    private void checkLocked(InspectedFile file) throws IOException {
        String wrong = EncryptedVfs.wrongForm(file.files(), file.name());
        findings.read(file.path(), 0);
        if (!wrong.isEmpty()) {
            findings.found(FileFinding.damage(file, 0, wrong, "reads that need what is missing fail"));
        }
    }

    private void checkTable(TenantSurvey survey, long id) {
        InspectedFile file = survey.table(id);
        int before = findings.problems();
        try (SalvagedTable table = inspectors.tables().salvage(file, codecs, findings)) {
            TableProperties said = survey.manifest().tables().get(id);
            TableProperties own = table.properties().orElse(null);
            if (findings.problems() > before) {
                return;
            }
            if (said != null && own != null && !agree(said, own)) {
                findings.found(FileFinding.damage(
                        file,
                        -1,
                        "the table's properties are not those that the manifest has",
                        "one of the two is not what was written; repair believes the table"));
            }
            format.open(file.files(), file.name(), file.generation(), id).close();
        } catch (DamagedTableException e) {
            findings.found(FileFinding.damage(
                    file, e.offset(), String.valueOf(e.getMessage()), "reads that need the table fail"));
        } catch (ComponentMissingException e) {
            findings.found(FileFinding.unchecked(
                    file, -1, "its blocks cannot be decoded: " + e.getMessage(), "install the codec and check again"));
        } catch (IOException e) {
            findings.found(FileFinding.unchecked(
                    file, -1, "the table cannot be read: " + e.getMessage(), "check the device, then check again"));
        }
    }

    private static boolean agree(TableProperties a, TableProperties b) {
        return a.tableId() == b.tableId()
                && a.tenantGeneration() == b.tenantGeneration()
                && a.fileBytes() == b.fileBytes()
                && a.entries() == b.entries()
                && a.tombstones() == b.tombstones()
                && a.rangeTombstones() == b.rangeTombstones()
                && a.minTimestamp() == b.minTimestamp()
                && a.maxTimestamp() == b.maxTimestamp()
                && a.minSequence() == b.minSequence()
                && a.maxSequence() == b.maxSequence()
                && a.halfExpiredMillis() == b.halfExpiredMillis()
                && a.keySketch().equals(b.keySketch())
                && Arrays.equals(a.minKey(), b.minKey())
                && Arrays.equals(a.maxKey(), b.maxKey());
    }
}
