package org.allidb.storage.spi.compaction;

import java.io.IOException;
import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Carries out merges, flushes among them: a stream merge of sorted inputs that drops what no reader can see any more.
 * Built in is {@code stream}.
 */
@ConsumerType
public interface MergeExecutor extends Provider {

    /**
     * Merges. On any failure nothing is installed; the caller removes the outputs that were begun.
     *
     * @param job inputs, outputs and rules
     * @return what was written and dropped
     * @throws IOException if reading or writing fails, or an input is damaged
     * @throws InterruptedException if the thread is interrupted, or the job cancelled
     */
    MergeResult merge(MergeJob job) throws IOException, InterruptedException;
}
