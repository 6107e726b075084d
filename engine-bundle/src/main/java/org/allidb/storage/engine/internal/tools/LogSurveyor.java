package org.allidb.storage.engine.internal.tools;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.CorruptionException;
import org.allidb.storage.api.Finding.Severity;
import org.allidb.storage.engine.internal.crypt.RecordSeal;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.inspect.FileFinding;
import org.allidb.storage.spi.inspect.LogSurvey;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.wal.LogAnchor;

/** Reads a log and compares it with the manifests of its tenants; hands on the batches that no table has. */
final class LogSurveyor implements LogSurvey {

    /** Receives the batches. */
    @FunctionalInterface
    interface Batches {

        /** Surveys a batch. Called in the order in which they were written. */
        void batch(TenantSurvey tenant, EntryBatch batch) throws IOException;
    }

    private final Map<Long, TenantSurvey> tenants;
    private final Inspectors inspectors;
    private final Findings findings;
    private final Batches batches;
    private final Map<Long, Long> lastSequences = new HashMap<>();
    private int problemsBefore;

    LogSurveyor(Map<Long, TenantSurvey> tenants, Inspectors inspectors, Findings findings, Batches batches) {
        this.tenants = tenants;
        this.inspectors = inspectors;
        this.findings = findings;
        this.batches = batches;
    }

    /**
     * Surveys the log below a directory.
     *
     * @param parent the directory
     * @param path the log's name relative to the data directory
     * @param owner the generation of the tenant whose log it is, 0 for the shared one
     * @param anchor what is known of it outside of its directory
     * @param expected whether there must be a log
     */
    void survey(Vfs parent, String path, long owner, LogAnchor anchor, boolean expected) throws IOException {
        problemsBefore = findings.problems();
        inspectors.logs().survey(parent.in(SurveyedDirectory.LOG), path, owner, anchor, this);
        if (expected
                && anchor.content().isEmpty()
                && findings.problems() == problemsBefore
                && parent.kind(SurveyedDirectory.LOG) == FileKind.MISSING) {
            findings.add(
                    Severity.DAMAGE,
                    owner,
                    path,
                    "the log is missing",
                    "acknowledged writes that are not in tables yet are lost, if there were any");
        }
    }

    @Override
    public void found(FileFinding finding) {
        findings.found(finding);
    }

    @Override
    public void read(String file, long bytes) {
        findings.read(file, bytes);
    }

    @Override
    public void flushed(long generation, long throughSequence) {
        TenantSurvey tenant = tenants.get(generation);
        if (tenant != null) {
            tenant.flushed(throughSequence);
        }
    }

    @Override
    public void record(String segment, long generation, long lastSequence, byte[] record, int offset, int length)
            throws IOException {
        TenantSurvey tenant = tenants.get(generation);
        if (tenant == null) {
            return;
        }
        long before = lastSequences.getOrDefault(
                generation, tenant.manifest().counters().flushedSequence());
        if (lastSequence <= before) {
            return;
        }
        Optional<RecordSeal> seal = tenant.tenant().seal();
        if (seal.isEmpty()) {
            return;
        }
        EntryBatch batch;
        try {
            batch = seal.get().open(record, offset, length);
        } catch (CorruptionException | IllegalArgumentException e) {
            findings.add(
                    Severity.DAMAGE,
                    generation,
                    segment,
                    "a record of the log makes no sense although its checksum matches: " + e.getMessage(),
                    "the writes of this batch are lost");
            return;
        }
        boolean known = tenant.isComplete() && findings.problems() == problemsBefore;
        if (batch.sequenceBefore() > before && known) {
            findings.add(
                    Severity.DAMAGE,
                    generation,
                    segment,
                    "the log goes on at sequence " + batch.baseSequence() + " after " + before
                            + ": what is between them is missing",
                    (batch.sequenceBefore() - before)
                            + " acknowledged writes are lost, and the platform does not open");
        }
        lastSequences.put(generation, lastSequence);
        batches.batch(tenant, batch);
    }
}
