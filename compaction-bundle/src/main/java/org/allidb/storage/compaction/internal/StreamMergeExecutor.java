package org.allidb.storage.compaction.internal;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.kernel.merge.MergedCursor;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.runtime.Failures;

/** An executor that merges run by run: entries stream from the inputs through a filter to the outputs. */
public class StreamMergeExecutor implements MergeExecutor {

    /** Creates the executor. */
    public StreamMergeExecutor() {}

    @Override
    public String name() {
        return "stream";
    }

    @Override
    public MergeResult merge(MergeJob job) throws IOException, InterruptedException {
        List<RunCursor> cursors =
                job.inputs().stream().map(MergeJob.Input::cursor).toList();
        RunCursor merged = MergedCursor.of(cursors, ScanDirection.FORWARD);
        MergeOutput output = new MergeOutput(job);
        try {
            MergeResult result = merge(job, merged, output);
            output.close();
            merged.close();
            return result;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            closeAfter(output, e);
            closeAfter(merged, e);
            throw e;
        }
    }

    private static void closeAfter(AutoCloseable part, Throwable failure) {
        try {
            part.close();
        } catch (Exception | Error e) {
            Failures.suppress(failure, e);
        }
    }

    private static MergeResult merge(MergeJob job, RunCursor merged, MergeOutput output)
            throws IOException, InterruptedException {
        VersionFilter filter = new VersionFilter(job);
        IoPacer pacer = new IoPacer(job.throttler());
        EntryRun run = new EntryRun();
        EntryRun tombstone = new EntryRun();
        while (merged.fill(run, EntryRun.CAPACITY) > 0) {
            if (job.cancelled().getAsBoolean()) {
                throw new InterruptedException("the merge was cancelled");
            }
            pacer.read(run);
            pass(run, filter, output, tombstone);
            pacer.written(output.bytes());
        }
        output.finish(filter.keptRangeTombstones());
        pacer.written(output.bytes());
        return new StreamMergeResult(
                output.tables(), filter.read(), output.entries(), pacer.bytesRead(), filter.dropped());
    }

    /** Adds the kept entries of a run to the output, in stretches as long as possible. */
    private static void pass(EntryRun run, VersionFilter filter, MergeOutput output, EntryRun tombstone)
            throws IOException {
        int from = 0;
        boolean mayRotate = true;
        for (int i = 0; i < run.size(); i++) {
            boolean newKey = filter.enter(run, i);
            if (newKey && mayRotate && output.isFull()) {
                output.add(run, from, i);
                output.rotate(run, i, filter.keptRangeTombstones());
                from = i;
                mayRotate = false;
            }
            switch (filter.decide(run, i)) {
                case KEEP -> {}
                case DROP -> {
                    output.add(run, from, i);
                    from = i + 1;
                }
                case KEEP_AS_TOMBSTONE -> {
                    output.add(run, from, i);
                    filter.tombstoneOf(run, i, tombstone);
                    output.add(tombstone, 0, 1);
                    from = i + 1;
                }
            }
        }
        output.add(run, from, run.size());
    }
}
