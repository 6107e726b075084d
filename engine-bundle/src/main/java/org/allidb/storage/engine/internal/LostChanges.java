package org.allidb.storage.engine.internal;

import java.util.Optional;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.ChangesLostException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.FeedOptions;
import org.allidb.storage.engine.internal.feed.FeedContent;
import org.allidb.storage.engine.internal.feed.FeedReader;
import org.allidb.storage.engine.internal.tenant.FollowedTenant;

/** The errors of consumers whose changes a tenant's feed does not have. Thread-safe. */
final class LostChanges {

    private static final String REMEDY =
            ". No row is lost: take a snapshot, scan it, and continue at ChangeFeed.at(snapshot)";

    private final TenantId id;
    private final FollowedTenant tenant;

    LostChanges(TenantId id, FollowedTenant tenant) {
        this.id = id;
        this.tenant = tenant;
    }

    /** Returns the error of a position before what is kept. */
    ChangesLostException before(long sequence, FeedContent kept) {
        FeedOptions options = tenant.options();
        return lost(
                "does not have all changes behind sequence " + sequence + " any more, but those behind " + kept.after()
                        + " (feed.retention_mb is " + options.retentionMb() + ", feed.retention_hours "
                        + options.retentionHours() + ")",
                Optional.of(ChangePosition.of(kept.feed(), kept.after())));
    }

    /** Returns the error of a position of a feed that ended. */
    ChangesLostException otherFeed(ChangePosition position, FeedContent kept) {
        return lost(
                "has another change feed than that of position " + position + ": it began behind sequence "
                        + kept.after() + ", because it was switched on, could not be continued, or the tenant was"
                        + " created, restored, copied or moved since",
                Optional.of(ChangePosition.of(kept.feed(), kept.after())));
    }

    /** Returns the error while a feed has a gap at its end. */
    ChangesLostException interrupted() {
        return lost(
                "has a change feed that could not be written; it begins again with the next flush", Optional.empty());
    }

    /** Returns the error of a bulk load behind a position. */
    ChangesLostException bulkLoad(ChangePosition position) {
        return lost(
                "was loaded in bulk behind sequence " + position.sequence()
                        + ", and such rows are not among its changes",
                Optional.empty());
    }

    /** Returns the error of a reader that ended. */
    StorageException at(ChangePosition position, FeedReader.Loss loss) {
        return switch (loss) {
            case NO_PLACE ->
                new InvalidArgumentException("no change of tenant '" + id + "' ends at position " + position
                        + "; give a position that its change feed has given");
            case DAMAGED ->
                lost(
                        "has a change feed whose files are damaged behind sequence " + position.sequence()
                                + ", or one of them is missing",
                        Optional.empty());
            case GONE ->
                tenant.feed()
                        .kept()
                        .map(kept -> kept.feed() == position.feed()
                                ? before(position.sequence(), kept)
                                : otherFeed(position, kept))
                        .orElseGet(this::interrupted);
        };
    }

    private ChangesLostException lost(String what, Optional<ChangePosition> oldest) {
        return new ChangesLostException("tenant '" + id + "' " + what + REMEDY, oldest);
    }
}
