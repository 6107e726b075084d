package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.throttle.Throttler;

/** One run of the merge executor, which removes what it wrote if nothing comes of it. Used by one thread. */
public final class TableMerge {

    private final MergeExecutor executor;
    private final StorageClock clock;
    private final VersionSet versions;
    private final String codec;
    private final TableFiles.Space space;
    private final List<Long> begun = new ArrayList<>();

    /**
     * Prepares a merge; nothing is read or written yet.
     *
     * @param executor carries it out
     * @param clock decides what has expired
     * @param versions numbers and names the outputs
     * @param codec their block codec
     * @param space how the quota counts them
     */
    public TableMerge(
            MergeExecutor executor, StorageClock clock, VersionSet versions, String codec, TableFiles.Space space) {
        this.executor = executor;
        this.clock = clock;
        this.versions = versions;
        this.codec = codec;
        this.space = space;
    }

    /**
     * Merges inputs into tables. If it fails, nothing that it wrote is left.
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
        long now = clock.wallMillis();
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
        return versions.tableFiles().create(id, codec, clock.wallMillis(), space);
    }
}
