package org.allidb.storage.metamorphic;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.ChangePosition;
import org.allidb.storage.api.Snapshot;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.jspecify.annotations.Nullable;

/** A tenant's id, what is known of the tenant of that id if there is one, and what is open of it. */
final class TenantSlot {

    /**
     * A snapshot and what it must show.
     *
     * @param snapshot the snapshot
     * @param cells the rows when it was taken
     */
    record HeldSnapshot(Snapshot snapshot, @Nullable Cell[] cells) {}

    private final TenantId id;
    private final List<HeldSnapshot> snapshots = new ArrayList<>();
    private final List<HeldCursor> cursors = new ArrayList<>();
    private @Nullable TenantModel model;
    private @Nullable TenantStore store;
    private TenantSettings settings = TenantSettings.DEFAULTS;
    private boolean suspended;
    private @Nullable ChangePosition followed;
    private boolean feedDoubtful;

    TenantSlot(String id) {
        this.id = TenantId.of(id);
    }

    TenantId id() {
        return id;
    }

    boolean exists() {
        return model != null;
    }

    TenantModel model() {
        if (model == null) {
            throw new IllegalStateException("there is no tenant " + id);
        }
        return model;
    }

    /** There is a tenant of this id now. */
    void created(TenantModel newModel, TenantSettings newSettings) {
        model = newModel;
        settings = newSettings;
        suspended = false;
        followed = null;
    }

    /** Where the tenant's consumer is; null if it has to begin. */
    @Nullable
    ChangePosition followed() {
        return followed;
    }

    void followed(@Nullable ChangePosition position) {
        followed = position;
        feedDoubtful = false;
    }

    /** Whether the feed may have ended and begun again since the consumer was last where it is. */
    boolean isFeedDoubtful() {
        return feedDoubtful;
    }

    void doubtFeed() {
        feedDoubtful = true;
    }

    /** There is no tenant of this id any more. */
    void dropped() {
        forgetOpen();
        model = null;
        settings = TenantSettings.DEFAULTS;
        suspended = false;
        followed = null;
    }

    TenantSettings settings() {
        return settings;
    }

    void settings(TenantSettings now) {
        settings = now;
    }

    /** Whether writes may be refused, and flushes fail, because of a quota. */
    boolean hasQuota() {
        return !settings.quota().equals(org.allidb.storage.api.Quota.NONE);
    }

    boolean suspended() {
        return suspended;
    }

    void suspended(boolean now) {
        suspended = now;
    }

    @Nullable
    TenantStore openStore() {
        return store;
    }

    void openStore(TenantStore opened) {
        store = opened;
    }

    /** Whether something is open that needs the tenant open. */
    boolean isHeld() {
        return !snapshots.isEmpty() || !cursors.isEmpty();
    }

    List<HeldSnapshot> snapshots() {
        return snapshots;
    }

    List<HeldCursor> cursors() {
        return cursors;
    }

    /** Closes everything that is open of it. */
    void closeAll() {
        cursors.forEach(held -> held.cursor().close());
        snapshots.forEach(held -> held.snapshot().close());
        if (store != null) {
            store.close();
        }
        forgetOpen();
    }

    /** Forgets what a power cut, a close or a drop has ended. */
    void forgetOpen() {
        cursors.clear();
        snapshots.clear();
        store = null;
    }
}
