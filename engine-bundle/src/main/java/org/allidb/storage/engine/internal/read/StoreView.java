package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.RangeTombstoneView;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;

/** Everything that can be read, at the newest visible sequence or at a snapshot's. */
public abstract class StoreView extends LayeredView {

    private static final ReusePool<KeyLookup> LOOKUPS = new ReusePool<>(KeyLookup::new);

    private final ReadContext context;

    /**
     * Creates a view of a tenant.
     *
     * @param context the tenant
     */
    protected StoreView(ReadContext context) {
        this.context = context;
    }

    /** Checks that this view is open. */
    protected abstract void checkNotClosed();

    /** Returns the sequence that this view reads at; asked for after the sources were retained. */
    protected abstract long readSequence();

    @Override
    public final Optional<byte[]> get(byte[] entity) {
        begin(1);
        KeyLookup lookup = LOOKUPS.take();
        try {
            lookup.keyOf(entity);
            return find(lookup) ? Optional.of(lookup.takeValue()) : Optional.empty();
        } finally {
            LOOKUPS.give(lookup);
        }
    }

    @Override
    public final Optional<byte[]> get(String entity) {
        return get(EntityId.of(entity).toByteArray());
    }

    @Override
    public final Optional<StoredRow> get(RowKey key) {
        begin(1);
        KeyLookup lookup = LOOKUPS.take();
        try {
            lookup.keyOf(key);
            return find(lookup) ? Optional.of(lookup.stored(key)) : Optional.empty();
        } finally {
            LOOKUPS.give(lookup);
        }
    }

    @Override
    public final List<Optional<StoredRow>> getAll(List<RowKey> keys) {
        begin(keys.size());
        KeyLookup lookup = LOOKUPS.take();
        List<Optional<StoredRow>> rows = new ArrayList<>(keys.size());
        ReadState state = context.acquire();
        try {
            long sequence = state.readable(readSequence());
            long now = context.nowMillis();
            for (RowKey key : keys) {
                lookup.keyOf(key);
                state.find(lookup.key(), sequence, lookup.result());
                if (lookup.result().isLive(now)) {
                    lookup.copyValue();
                    context.found(lookup.foundBytes());
                    rows.add(Optional.of(lookup.stored(key)));
                } else {
                    rows.add(Optional.empty());
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            throw context.failed("a read", e);
        } finally {
            lookup.result().reset();
            state.release();
            LOOKUPS.give(lookup);
        }
        return rows;
    }

    @Override
    public final RowReader reader() {
        begin(0);
        return PointReader.open(context, this);
    }

    /** Checks that this view is open, and that the caller may use it. */
    protected final void checkOpen() {
        context.access().check("a call", context.id());
        checkNotClosed();
    }

    @Override
    final TenantId tenant() {
        return context.id();
    }

    @Override
    final long nowMillis() {
        return context.nowMillis();
    }

    @Override
    final void begin(int rows) {
        checkOpen();
        context.admitRead(rows);
    }

    /** Looks a key up and copies the value while the sources are retained. */
    private boolean find(KeyLookup lookup) {
        if (!lookup.isMeasured()) {
            return findNow(lookup);
        }
        long start = context.times().now();
        boolean found = findNow(lookup);
        context.times().gotSince(start);
        return found;
    }

    private boolean findNow(KeyLookup lookup) {
        ReadState state = context.acquire();
        Lookup result = lookup.result();
        try {
            state.find(lookup.key(), state.readable(readSequence()), result);
            boolean found = result.isLive(context.nowMillis());
            if (found) {
                lookup.copyValue();
                context.found(lookup.foundBytes());
            }
            return found;
        } catch (IOException | RuntimeException | Error e) {
            throw context.failed("a read", e);
        } finally {
            result.reset();
            state.release();
        }
    }

    @Override
    final RowCursor open(ScanRequest request, boolean staysOpen) {
        ScanBounds bounds = ScanBounds.of(request);
        boolean reverse = request.reverse();
        begin(1);
        context.cursorOpened();
        ReadState state = null;
        try {
            state = context.acquire();
            long sequence = state.readable(readSequence());
            ScanContext asked = new ScanContext(
                    bounds,
                    reverse ? ScanDirection.REVERSE : ScanDirection.FORWARD,
                    request.limit(),
                    sequence,
                    context.nowMillis());
            RangeTombstoneView tombstones = bounds.empty()
                    ? new RangeTombstoneView(List.of(), sequence)
                    : state.rangeTombstones(bounds.from(), bounds.to(), sequence);
            RunCursor cursor = bounds.empty() ? EmptyCursor.INSTANCE : state.cursor(asked, tombstones);
            byte[] start = reverse ? bounds.to() : bounds.from();
            if (start.length > 0) {
                cursor.seek(start, 0, start.length);
            }
            DeadRun deadRun = new DeadRun(context.knownGaps(), asked);
            OpenScan scan = new OpenScan(context, state, cursor, deadRun);
            scan.readBy(VisibleRows.of(scan, tombstones, deadRun, asked));
            RowCursor opened = new RowCursor(context, scan, asked);
            if (staysOpen) {
                opened.staysOpen();
            }
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            abandon(state);
            throw context.failed("a scan", e);
        }
    }

    /** Estimates how many rows a scan would find. */
    final long estimate(ScanRequest request) {
        ScanBounds bounds = ScanBounds.of(request);
        begin(1);
        if (bounds.empty()) {
            return 0;
        }
        ReadState state = context.acquire();
        try {
            long sequence = state.readable(readSequence());
            RowEstimate estimate = new RowEstimate(
                    context, state, new ScanContext(bounds, ScanDirection.FORWARD, 0, sequence, context.nowMillis()));
            if (!estimate.isCountable()) {
                return estimate.estimate();
            }
        } catch (IOException | RuntimeException | Error e) {
            throw context.failed("a read", e);
        } finally {
            state.release();
        }
        try (Cursor rows = open(request.limit(0), false)) {
            long count = 0;
            while (rows.next()) {
                count++;
            }
            return count;
        }
    }

    private void abandon(@org.jspecify.annotations.Nullable ReadState state) {
        if (state != null) {
            state.release();
        }
        context.cursorClosed();
    }
}
