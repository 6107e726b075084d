package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.engine.internal.crypt.KeyFile;
import org.allidb.storage.engine.internal.crypt.TenantKeys;
import org.allidb.storage.engine.internal.feed.FeedSurvey;
import org.allidb.storage.engine.internal.feed.TenantFeed;
import org.allidb.storage.engine.internal.version.ManifestInspector;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.vfs.Vfs.FileKind;

/** The files of a tenant: what its manifest says, and which tables there are. */
final class TenantSurvey {

    private final FoundTenant tenant;
    private final Findings findings;
    private final ManifestInspector.Content manifest;
    private final Map<Long, String> found = new TreeMap<>();
    private final boolean manifestMissing;
    private boolean stale;

    TenantSurvey(FoundTenant tenant, SurveyedDirectory directory, Inspectors inspectors, Findings findings)
            throws IOException {
        this.tenant = tenant;
        this.findings = findings;
        if (!tenant.present()) {
            manifestMissing = true;
            manifest = ManifestInspector.Content.none(false);
            return;
        }
        for (String name : tenant.files().list("")) {
            boolean file = FoundTenant.isOurs(name) && tenant.files().kind(name) == FileKind.FILE;
            boolean known = (name.equals(SurveyedDirectory.LOG) || name.equals(TenantFeed.DIRECTORY))
                    && tenant.files().kind(name) == FileKind.DIRECTORY;
            if (file && TableFiles.number(name).isPresent()) {
                found.put(TableFiles.number(name).get(), name);
            } else if (file && KeyFile.number(name).isPresent() && descriptorIsEncrypted()) {
                checkKey(name);
            } else if (!known && !(file && name.equals(ManifestInspector.FILE))) {
                directory.foreign(tenant.generation(), tenant.path() + "/" + name, name);
            }
        }
        InspectedFile file = tenant.file(ManifestInspector.FILE);
        manifestMissing = tenant.files().kind(ManifestInspector.FILE) != FileKind.FILE;
        if (manifestMissing) {
            manifest = ManifestInspector.Content.none(found.isEmpty());
            if (!found.isEmpty()) {
                findings.add(
                        Severity.DAMAGE,
                        tenant.generation(),
                        file.path(),
                        "the manifest is missing",
                        "the tenant does not open, and which of its " + found.size()
                                + " tables count is not known: put the"
                                + " file back, or repair; its rows are in the tables");
            }
        } else {
            manifest = inspectors.manifests().read(file, tenant.seal(), findings);
            if (manifest.complete()) {
                checkFeed();
            }
        }
    }

    private void checkFeed() throws IOException {
        long flushed = manifest.counters().flushedSequence();
        FeedSurvey.run(tenant.files(), flushed, (name, bytes) -> findings.read(tenant.path() + "/" + name, bytes))
                .ifPresent(damage -> findings.found(FileFinding.damage(
                        tenant.file(damage.file()),
                        damage.offset(),
                        "a change of the change feed is damaged or missing",
                        "its consumers have to begin again with a snapshot; the rows are in the tables")));
    }

    private boolean descriptorIsEncrypted() {
        return tenant.descriptor().settings().encrypted();
    }

    private void checkKey(String name) throws IOException {
        try {
            TenantKeys.read(tenant.files(), name);
            findings.read(tenant.path() + "/" + name, tenant.files().size(name));
        } catch (CorruptionException e) {
            findings.found(FileFinding.damage(
                    tenant.file(name),
                    0,
                    "the file of a wrapped key is damaged",
                    "what is encrypted with it cannot be read; put it back from a copy or from a backup directory"));
        }
    }

    FoundTenant tenant() {
        return tenant;
    }

    ManifestInspector.Content manifest() {
        return manifest;
    }

    boolean hasManifest() {
        return !manifestMissing;
    }

    /** Returns whether the manifest can be trusted to name all tables. */
    boolean isComplete() {
        return manifest.complete() && !stale && !tenant.isLocked();
    }

    /** Records what the log knows as flushed; if that is more than the manifest has, edits are missing at its end. */
    void flushed(long throughSequence) {
        if (manifest.complete()
                && tenant.present()
                && throughSequence != Long.MAX_VALUE
                && throughSequence > manifest.counters().flushedSequence()) {
            stale = true;
            findings.add(
                    Severity.DAMAGE,
                    tenant.generation(),
                    tenant.path() + "/" + ManifestInspector.FILE,
                    "the manifest is older than the tables: the log knows sequences up to " + throughSequence
                            + " to be in tables, the manifest only up to "
                            + manifest.counters().flushedSequence(),
                    "the tables written since are not named by it; do not open the tenant, which would remove them:"
                            + " repair it");
        }
    }

    /** Returns the tables whose files are to be read: all that are live, and where that is not known, all that may be. */
    List<Long> tables() {
        List<Long> tables = new ArrayList<>();
        for (long id : found.keySet()) {
            if (tenant.isLocked()) {
                continue;
            }
            if (manifest.tables().containsKey(id)
                    || !isComplete() && !manifest.removed().contains(id)) {
                tables.add(id);
            }
        }
        return tables;
    }

    /** Returns the tables of a tenant whose key is not there. */
    Collection<String> lockedTables() {
        return tenant.isLocked() ? found.values() : List.of();
    }

    /** Reports tables that are missing, too many, or of another length than they should be. */
    void compareWithManifest() throws IOException {
        for (Map.Entry<Long, TableProperties> live : manifest.tables().entrySet()) {
            String name = found.get(live.getKey());
            TableProperties said = live.getValue();
            String path = tenant.path() + "/" + TableFiles.fileName(live.getKey());
            if (name == null) {
                findings.add(
                        Severity.DAMAGE,
                        tenant.generation(),
                        path,
                        "the table is missing",
                        said.entries() + " versions of rows are lost, and reads that need them fail; after a repair"
                                + " older values may show, and rows that it deleted");
            } else if (tenant.files().size(name) != said.fileBytes()) {
                findings.add(
                        Severity.DAMAGE,
                        tenant.generation(),
                        path,
                        "the table is " + tenant.files().size(name) + " bytes long instead of " + said.fileBytes(),
                        "reads that need what is missing fail");
            }
        }
        if (isComplete()) {
            for (long id : found.keySet()) {
                if (!manifest.tables().containsKey(id)) {
                    findings.add(
                            Severity.NOTE,
                            tenant.generation(),
                            tenant.path() + "/" + found.get(id),
                            "no manifest names this table",
                            "it is what an interrupted flush or merge left, and is removed at the next open");
                }
            }
        }
    }

    InspectedFile table(long id) {
        InspectedFile file = tenant.file(TableFiles.fileName(id));
        TableProperties said = manifest.tables().get(id);
        return said == null ? file : file.withGeneration(said.tenantGeneration());
    }
}
