package org.allidb.storage.engine.internal;

import org.allidb.storage.api.Snapshot;
import org.allidb.storage.engine.internal.observe.LeakWatch;
import org.allidb.storage.engine.internal.read.StoreView;
import org.allidb.storage.engine.internal.tenant.OpenSnapshot;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.jspecify.annotations.Nullable;

/** A snapshot: reads at the sequence that was visible when it was taken. */
final class SnapshotView extends StoreView implements Snapshot {

    private final OpenSnapshot snapshot;
    private final long generation;
    private LeakWatch.@Nullable Opened origin;

    private SnapshotView(TenantLsm lsm) {
        super(lsm.reads());
        this.snapshot = lsm.openSnapshot();
        this.generation = lsm.generation();
    }

    /** Takes a snapshot. */
    static SnapshotView open(TenantLsm lsm) {
        SnapshotView view = new SnapshotView(lsm);
        view.origin = lsm.reads().leaks().opened(view, LeakWatch.What.SNAPSHOT, lsm.id(), view.snapshot::close);
        return view;
    }

    /** Returns the generation of the tenant from which it was taken. */
    long generation() {
        return generation;
    }

    @Override
    public long sequence() {
        return snapshot.sequence();
    }

    @Override
    public void close() {
        LeakWatch.closed(origin);
        snapshot.close();
    }

    @Override
    protected void checkNotClosed() {
        snapshot.checkOpen();
    }

    @Override
    protected long readSequence() {
        return snapshot.readSequence();
    }
}
