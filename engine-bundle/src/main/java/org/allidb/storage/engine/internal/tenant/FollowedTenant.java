package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.config.FeedOptions;
import org.allidb.storage.engine.internal.feed.FeedRecord;
import org.allidb.storage.engine.internal.feed.TenantFeed;
import org.allidb.storage.engine.internal.value.TenantStatisticsValue.Writers;
import org.allidb.storage.spi.entry.EntryBatch;

/**
 * The side of a tenant that the consumers of its changes see: its feed, and what of it may be seen. Switches the feed on and off.
 * Thread-safe.
 */
public final class FollowedTenant {

    private final TenantState tenant;
    private final CommitPipeline pipeline;
    private volatile long durable;

    FollowedTenant(TenantState tenant, CommitPipeline pipeline) {
        this.tenant = tenant;
        this.pipeline = pipeline;
    }

    /** Returns the feed, which is on or off. */
    public TenantFeed feed() {
        return tenant.feed();
    }

    /** Returns the parameters of the feed. */
    public FeedOptions options() {
        return tenant.configuration().get().feed();
    }

    /**
     * Switches the feed on or off, as its parameters say, and deletes what the retention does not keep.
     *
     * @throws StorageException if it cannot be switched on now; the next call tries it again
     */
    public void follow() {
        boolean wanted = options().retentionBytes() > 0;
        if (wanted && !feed().isOn()) {
            pipeline.between("the begin of a change feed", () -> {
                feed().begin(pipeline.lastSequence());
                return true;
            });
        } else if (!wanted && feed().isOn()) {
            feed().end();
        }
        feed().expire();
    }

    /** Does the same where no caller waits for it. */
    void followInBackground() {
        try {
            follow();
        } catch (StorageException e) {
            tenant.life().reportFailure("the change feed does not follow its parameters yet: " + e.getMessage(), e);
        }
    }

    /** Returns the last sequence that is visible, when everything up to it is durable. */
    public long durableSequence() {
        tenant.life().checkUsable();
        long visible = tenant.visible().get();
        if (visible > durable) {
            // also if writes are not synced: a power cut must not take what a consumer has seen
            pipeline.sync();
            durable = visible;
        }
        return visible;
    }

    /**
     * Waits until something behind a sequence is visible.
     *
     * @param nanos how long to wait at most
     * @return what is left of that time; 0 or less if it is over
     * @throws InterruptedException if the thread is interrupted
     */
    public long awaitBeyond(long sequence, long nanos) throws InterruptedException {
        return tenant.visible().await(sequence, nanos);
    }

    /** Returns the figures of the feed. */
    Writers.Feed figures() {
        return feed().kept()
                .map(kept -> new Writers.Feed(kept.bytes(), kept.after()))
                .orElse(Writers.Feed.NONE);
    }

    /** Returns the batch of a record. */
    public EntryBatch open(FeedRecord record) throws IOException {
        return tenant.seal().open(record.bytes(), record.offset(), record.length());
    }
}
