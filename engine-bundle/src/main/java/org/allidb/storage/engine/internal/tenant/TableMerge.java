package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.engine.internal.version.VersionSet;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.throttle.Throttler;
import org.jspecify.annotations.Nullable;

/**
 * One run of the merge executor, which removes what it wrote if nothing comes of it. What the executor says is checked as far as
 * that costs nothing: its tables are those that it began, and each entry that it read is in them or was dropped. Used by one
 * thread.
 */
public final class TableMerge {

    private final PartsInUse parts;
    private final StorageClock clock;
    private final ExpiryTime expiry;
    private final VersionSet versions;
    private final String codec;
    private final TableFiles.Space space;
    private final List<Long> begun = new ArrayList<>();

    /**
     * Prepares a merge; nothing is read or written yet.
     *
     * @param parts the merge executor in use, and the clock
     * @param expiry decides what has expired
     * @param versions numbers and names the outputs
     * @param codec their block codec
     * @param space how the quota counts them
     */
    public TableMerge(PartsInUse parts, ExpiryTime expiry, VersionSet versions, String codec, TableFiles.Space space) {
        this.parts = parts;
        this.expiry = expiry;
        this.clock = parts.runtime().clock();
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
        long now = expiry.nowMillis();
        CountedInputs counted = new CountedInputs(inputs);
        MergeJob job = MergeJob.of(
                counted.inputs(),
                this::nextTable,
                targetFileBytes,
                MergeJob.Retention.of(snapshots, now, purge),
                new PatientThrottler(throttler, cancelled),
                cancelled);
        MergeExecutor executor = parts.provider(ComponentKind.EXECUTOR);
        try {
            return checked(executor.merge(job), counted);
        } catch (InterruptedException e) {
            discard();
            throw new IOException("a merge was cancelled because the tenant is being closed", e);
        } catch (IOException | StorageException | OutOfMemoryError e) {
            discard();
            throw e;
        } catch (RuntimeException | Error e) {
            discard();
            throw new IOException(
                    parts.providers().culprits().message(e, parts.describe(ComponentKind.EXECUTOR)) + ". Replace it",
                    e);
        }
    }

    /** Checks what an executor says that it has done. That it had a reason for each entry that it dropped is believed. */
    private MergeResult checked(@Nullable MergeResult result, CountedInputs inputs) {
        if (result == null) {
            throw new IllegalStateException("it returned null");
        }
        Set<Long> left = new HashSet<>(begun);
        long written = 0;
        for (TableProperties output : result.outputs()) {
            if (!left.remove(output.tableId())) {
                throw new IllegalStateException("it returned table " + output.tableId() + ", which it did not write");
            }
            written += output.entries();
        }
        long dropped = result.duplicatesDropped() + result.tombstonesDropped() + result.expiredDropped();
        if (!left.isEmpty()) {
            throw new IllegalStateException(
                    "it did not return table " + left.iterator().next() + ", which it wrote");
        }
        long read = inputs.entries();
        if (!inputs.isAllRead()) {
            throw new IllegalStateException("it has not read its inputs to their ends");
        }
        if (read - written > dropped || written > read) {
            throw new IllegalStateException(
                    "it read " + read + " entries and wrote " + written + ", and says that it dropped " + dropped);
        }
        return result;
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
