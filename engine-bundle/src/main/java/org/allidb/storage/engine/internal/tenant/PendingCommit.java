package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import org.allidb.storage.engine.internal.log.PendingSync;
import org.jspecify.annotations.Nullable;

/** A batch that is applied, not shown, and waits for its sync. */
final class PendingCommit extends PendingSync {

    private final CommitEnvironment environment;
    private final VisibleSequence visible;
    private final CommitListener listener;
    private long sequence;
    /** What the caller is told once it is synced; null if the batch is written. */
    private @Nullable Throwable refusal;

    PendingCommit(CommitEnvironment environment, VisibleSequence visible, CommitListener listener) {
        this.environment = environment;
        this.visible = visible;
        this.listener = listener;
    }

    /**
     * Says what it waits for.
     *
     * @param position in the log
     * @param decidedAt the sequence that becomes visible
     * @param why why the batch was refused on what is synced; null if it was not
     */
    void awaits(long position, long decidedAt, @Nullable Throwable why) {
        awaits(position);
        sequence = decidedAt;
        refusal = why;
    }

    @Override
    public void synced() {
        visible.publish(sequence);
        if (refusal == null) {
            listener.committed();
        } else {
            listener.refused(refusal);
        }
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
