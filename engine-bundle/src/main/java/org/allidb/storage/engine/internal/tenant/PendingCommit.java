package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import org.allidb.storage.engine.internal.log.PendingSync;

/** A batch that is applied, not shown, and waits for its sync. */
final class PendingCommit extends PendingSync {

    private final CommitEnvironment environment;
    private final VisibleSequence visible;
    private final CommitPipeline.CommitListener listener;
    private long sequence;

    PendingCommit(CommitEnvironment environment, VisibleSequence visible, CommitPipeline.CommitListener listener) {
        this.environment = environment;
        this.visible = visible;
        this.listener = listener;
    }

    void awaits(long position, long lastOfBatch) {
        awaits(position);
        sequence = lastOfBatch;
    }

    @Override
    public void synced() {
        visible.publish(sequence);
        listener.committed();
    }

    @Override
    public void failed(IOException failure) {
        Throwable error;
        try {
            error = environment.error(CommitPipeline.SYNC_OF_A_WRITE, failure);
        } catch (RuntimeException | Error e) {
            error = e;
        }
        listener.refused(error);
    }
}
