package org.allidb.storage.semantics;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.allidb.storage.api.Change;
import org.allidb.storage.api.ChangeBatch;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Changes;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.TenantStore;

/** A consumer of a change feed: a copy of a tenant's rows that follows it. */
public final class FollowedRows {

    private final Map<RowKey, String> rows = new TreeMap<>();
    private ChangePosition position;

    private FollowedRows(ChangePosition position) {
        this.position = position;
    }

    /** A copy of a tenant that has no rows yet. */
    public static FollowedRows fromOldest(TenantStore store) {
        return new FollowedRows(store.changeFeed().oldest());
    }

    /** A copy of what a tenant has now. */
    public static FollowedRows fromSnapshot(TenantStore store) {
        try (var snapshot = store.snapshot()) {
            FollowedRows copy = new FollowedRows(store.changeFeed().at(snapshot));
            copy.rows.putAll(scanned(snapshot));
            return copy;
        }
    }

    /** Returns the same, to follow on its own. */
    public FollowedRows copy() {
        FollowedRows copy = new FollowedRows(position);
        copy.rows.putAll(rows);
        return copy;
    }

    /** Returns where to continue. */
    public ChangePosition position() {
        return position;
    }

    /** Returns the rows. */
    public Map<RowKey, String> rows() {
        return rows;
    }

    /** Applies all that there is. */
    public FollowedRows follow(TenantStore store) {
        for (ChangeBatch batch : read(store, position)) {
            batch.changes().forEach(this::apply);
            position = batch.position();
        }
        return this;
    }

    /** Returns all batches behind a position, which follow each other without a gap. */
    public static List<ChangeBatch> read(TenantStore store, ChangePosition after) {
        List<ChangeBatch> batches = new ArrayList<>();
        long sequence = after.sequence();
        try (Changes changes = store.changeFeed().read(after)) {
            while (true) {
                Optional<ChangeBatch> batch = changes.next(Duration.ZERO);
                if (batch.isEmpty()) {
                    return batches;
                }
                for (Change change : batch.get().changes()) {
                    if (change.sequence() != ++sequence) {
                        throw new AssertionError(change + " instead of sequence " + sequence);
                    }
                }
                if (batch.get().position().sequence() != sequence
                        || !changes.position().equals(batch.get().position())) {
                    throw new AssertionError(batch + " ends at " + sequence);
                }
                batches.add(batch.get());
            }
        }
    }

    /** Returns all rows of a view. */
    public static Map<RowKey, String> scanned(ReadView view) {
        Map<RowKey, String> rows = new TreeMap<>();
        try (Cursor cursor = view.scan(ScanRequest.all())) {
            while (cursor.next()) {
                var row = cursor.row().row();
                rows.put(row.key(), House.text(row.encodedValue()));
            }
        }
        return rows;
    }

    private void apply(Change change) {
        switch (change) {
            case Change.Put put ->
                rows.put(put.row().row().key(), House.text(put.row().row().encodedValue()));
            case Change.Delete delete -> rows.remove(delete.key());
            case Change.DeleteEntity delete ->
                rows.keySet().removeIf(key -> key.entity().equals(delete.entity()));
            case Change.DeleteRange range ->
                rows.keySet().removeIf(key -> isIn(key.entity(), range.from(), range.to()));
        }
    }

    private static boolean isIn(EntityId entity, EntityId from, Optional<EntityId> to) {
        return entity.compareTo(from) >= 0 && (to.isEmpty() || entity.compareTo(to.get()) < 0);
    }
}
