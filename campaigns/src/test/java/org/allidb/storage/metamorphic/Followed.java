package org.allidb.storage.metamorphic;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.ChangeBatch;
import org.allidb.storage.api.ChangeFeed;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.ChangesLostException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.QuotaExceededException;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.metamorphic.TenantModel.Logged;

/** A consumer of each tenant's changes: it gets what was written since it was last there, each write once and in order. */
final class Followed {

    private static final double KEEPS_ALL_MB = 64;

    private Followed() {}

    static void follow(World world, Draw draw) {
        TenantSlot slot = world.usable(draw);
        TenantStore store = world.store(slot);
        try {
            ChangeFeed feed = store.changeFeed();
            ChangePosition from = slot.followed();
            if (from == null || draw.oneIn(12)) {
                begin(slot, store, feed, draw);
            } else {
                read(slot, feed, from);
            }
            // what a consumer has seen is durable
            slot.model().markDurable();
        } catch (ChangesLostException e) {
            boolean mayEnd = world.configuration().feed().retentionMb() < KEEPS_ALL_MB
                    || world.configuration().feed().retentionHours() > 0
                    || slot.isFeedDoubtful();
            Checks.check(
                    mayEnd || hasLoadBehind(slot),
                    "a consumer at " + slot.followed() + " lost its place: " + e.getMessage());
            slot.followed(null);
        } catch (InvalidArgumentException e) {
            Checks.check(e.getMessage().contains("keeps no changes"), e.getMessage());
            slot.followed(null);
        } catch (QuotaExceededException e) {
            if (!slot.hasQuota()) {
                throw e;
            }
        }
    }

    private static void begin(TenantSlot slot, TenantStore store, ChangeFeed feed, Draw draw) {
        if (draw.oneIn(2)) {
            slot.followed(feed.newest());
        } else {
            try (Snapshot snapshot = store.snapshot()) {
                slot.followed(feed.at(snapshot));
            }
        }
        Checks.check(
                slot.followed().sequence() == slot.model().lastSequence(),
                "a consumer begins at " + slot.followed() + " and not "
                        + slot.model().lastSequence());
    }

    private static boolean hasLoadBehind(TenantSlot slot) {
        ChangePosition position = slot.followed();
        return position != null
                && slot.model().behind(position.sequence()).stream().anyMatch(each -> each.entry() == null);
    }

    private static void read(TenantSlot slot, ChangeFeed feed, ChangePosition from) {
        List<Logged> expected = slot.model().behind(from.sequence());
        int next = 0;
        try (Changes changes = feed.read(from)) {
            for (Optional<ChangeBatch> batch = changes.next(Duration.ZERO);
                    batch.isPresent();
                    batch = changes.next(Duration.ZERO)) {
                for (org.allidb.storage.api.Change change : batch.get().changes()) {
                    Checks.check(next < expected.size(), "a consumer got " + change + ", which was not written");
                    compare(expected.get(next++), change);
                }
                boolean doubtful = slot.isFeedDoubtful();
                slot.followed(batch.get().position());
                if (doubtful) {
                    slot.doubtFeed();
                }
            }
            Checks.check(
                    next == expected.size(),
                    "a consumer got " + next + " of " + expected.size() + " changes behind " + from);
            slot.followed(changes.position());
        }
    }

    private static void compare(Logged expected, org.allidb.storage.api.Change change) {
        Change.Entry entry = expected.entry();
        boolean same = entry != null
                && change.sequence() == expected.version().sequence()
                && change.timestamp() == expected.version().timestamp()
                && isSame(entry, expected.version(), change);
        Checks.check(same, "a consumer got " + change + " for " + expected);
    }

    private static boolean isSame(Change.Entry entry, Cell version, org.allidb.storage.api.Change change) {
        return switch (change) {
            case org.allidb.storage.api.Change.Put put ->
                !entry.delete() && entry.to() < 0 && isSame(entry, version, put.row());
            case org.allidb.storage.api.Change.Delete delete ->
                entry.delete() && entry.to() < 0 && delete.key().equals(Keyspace.key(entry.from()));
            case org.allidb.storage.api.Change.DeleteEntity delete -> {
                int entity = Keyspace.entityAt(delete.entity());
                yield entry.from() == Keyspace.firstOf(entity) && entry.to() == Keyspace.firstOf(entity + 1);
            }
            case org.allidb.storage.api.Change.DeleteRange range ->
                entry.from() == Keyspace.firstOf(Keyspace.entityAt(range.from()))
                        && entry.to()
                                == range.to()
                                        .map(to -> Keyspace.firstOf(Keyspace.entityAt(to)))
                                        .orElse(Keyspace.size());
        };
    }

    private static boolean isSame(Change.Entry entry, Cell version, StoredRow row) {
        return row.row().key().equals(Keyspace.key(entry.from()))
                && row.expires().map(Instant::toEpochMilli).orElse(0L) == version.expires()
                && Arrays.equals(row.row().encodedValue(), version.value());
    }
}
