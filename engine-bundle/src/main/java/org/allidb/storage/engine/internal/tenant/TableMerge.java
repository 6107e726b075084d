package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.throttle.Throttler;

/** One run of the merge executor, and the clearing away of what it wrote if nothing comes of it. */
public final class TableMerge {

    private final EngineServices services;
    private final VersionSet versions;
    private final String codec;
    private final TableFiles.Space space;
    private final List<Long> begun = new ArrayList<>();

    /**
     * Nothing is read or written yet.
     *
     * @param versions numbers and names the outputs
     * @param codec their block codec
     * @param space what the quota says to them
     */
    public TableMerge(EngineServices services, VersionSet versions, String codec, TableFiles.Space space) {
        this.services = services;
        this.versions = versions;
        this.codec = codec;
        this.space = space;
    }

    /**
     * Merges. If it fails, nothing that it wrote is left.
     *
     * @param inputs sorted inputs; their cursors are closed
     * @param targetFileBytes size at which an output is finished
     * @param snapshots sequences of live snapshots, ascending
     * @param purge where tombstones may be dropped
     * @param throttler paces it
     * @param cancelled polled now and then
     */
    public MergeResult run(
            List<MergeJob.Input> inputs,
            long targetFileBytes,
            long[] snapshots,
            MergeJob.PurgeRule purge,
            Throttler throttler,
            BooleanSupplier cancelled)
            throws IOException {
        String name = services.configuration().compaction().executor();
        MergeExecutor executor = services.providers().require(ComponentKind.EXECUTOR, MergeExecutor.class, name);
        long now = services.runtime().clock().wallMillis();
        MergeJob job = MergeJob.of(
                inputs,
                this::nextTable,
                targetFileBytes,
                MergeJob.Retention.of(snapshots, now, purge),
                new PatientThrottler(throttler, cancelled),
                cancelled);
        try {
            return executor.merge(job);
        } catch (InterruptedException e) {
            discard();
            throw new IOException("a merge was cancelled because the tenant is being closed", e);
        } catch (IOException | RuntimeException | Error e) {
            discard();
            throw e;
        }
    }

    /** Removes what was written. */
    public void discard() {
        begun.forEach(versions::discard);
    }

    private TableWriter nextTable() throws IOException {
        long id = versions.newTableId();
        begun.add(id);
        return versions.tableFiles().create(id, codec, services.runtime().clock().wallMillis(), space);
    }
}
