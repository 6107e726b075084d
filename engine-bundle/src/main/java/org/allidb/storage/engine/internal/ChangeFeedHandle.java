package org.allidb.storage.engine.internal;

import java.io.IOException;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.ChangesLostException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.feed.FeedContent;
import org.allidb.storage.engine.internal.feed.FeedReader;
import org.allidb.storage.engine.internal.read.ReadContext;
import org.allidb.storage.engine.internal.tenant.FollowedTenant;
import org.allidb.storage.engine.internal.tenant.TenantLsm;

/** A caller's view of a tenant's change feed, from one of the tenant's handles. Thread-safe. */
final class ChangeFeedHandle implements ChangeFeed {

    private final TenantHandle handle;
    private final FollowedTenant tenant;
    private final ReadContext reads;
    private final LostChanges lost;

    private ChangeFeedHandle(TenantHandle handle, TenantLsm lsm) {
        this.handle = handle;
        this.tenant = lsm.followed();
        this.reads = lsm.reads();
        this.lost = new LostChanges(lsm.id(), tenant);
    }

    /**
     * Opens the view.
     *
     * @param handle whose store it is
     * @throws InvalidArgumentException if the tenant keeps no changes
     */
    static ChangeFeedHandle open(TenantHandle handle, TenantLsm lsm) {
        ChangeFeedHandle feed = new ChangeFeedHandle(handle, lsm);
        feed.checkUsable();
        lsm.followed().follow();
        feed.checkOn();
        return feed;
    }

    @Override
    public ChangePosition oldest() {
        checkUsable();
        FeedContent kept = kept();
        return ChangePosition.of(kept.feed(), kept.after());
    }

    @Override
    public ChangePosition newest() {
        checkUsable();
        long sequence = tenant.durableSequence();
        return ChangePosition.of(kept().feed(), sequence);
    }

    @Override
    public ChangePosition at(Snapshot snapshot) {
        checkUsable();
        handle.checkSnapshot(snapshot);
        long sequence = snapshot.sequence();
        // what is visible now was visible then, or came later
        tenant.durableSequence();
        FeedContent kept = kept();
        if (sequence < kept.after()) {
            throw lost.before(sequence, kept);
        }
        return ChangePosition.of(kept.feed(), sequence);
    }

    @Override
    public Changes read(ChangePosition after) {
        checkUsable();
        FeedContent kept = kept();
        if (after.feed() != kept.feed()) {
            throw lost.otherFeed(after, kept);
        }
        if (after.sequence() < kept.after()) {
            throw lost.before(after.sequence(), kept);
        }
        FeedReader reader = new FeedReader(tenant.feed(), after.feed(), after.sequence());
        try {
            reader.begin();
        } catch (FeedReader.LostException e) {
            throw lost.at(after, e.loss());
        } catch (IOException e) {
            throw error(e);
        }
        return new ChangesHandle(this, reads, after, reader);
    }

    FollowedTenant tenant() {
        return tenant;
    }

    LostChanges lost() {
        return lost;
    }

    RuntimeException error(Exception failure) {
        return reads.error("reading its changes", failure);
    }

    TenantId id() {
        return handle.id();
    }

    /** Checks that the caller may use the tenant, and that its handle is open. */
    void checkUsable() {
        handle.checkUsable();
    }

    private void checkOn() {
        if (!tenant.feed().isOn()) {
            throw new InvalidArgumentException("tenant '" + id()
                    + "' keeps no changes; set its parameter feed.retention_mb, then take a snapshot to begin with");
        }
    }

    /**
     * Returns what the feed keeps.
     *
     * @throws ChangesLostException if it has ended, and has not begun again
     */
    private FeedContent kept() {
        checkOn();
        return tenant.feed().kept().orElseThrow(lost::interrupted);
    }
}
