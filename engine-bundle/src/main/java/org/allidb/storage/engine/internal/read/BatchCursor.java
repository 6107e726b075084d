package org.allidb.storage.engine.internal.read;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.ResumeKey;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.StoredRow;
import org.allidb.storage.engine.internal.read.PendingChanges.Change;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/**
 * Merges the rows of a cursor with the changes of a batch as they were when it was opened. A change hides the row of its key.
 */
final class BatchCursor implements KeyedCursor {

    private final KeyedCursor below;
    private final PendingChanges.DeletedRanges deleted;
    private final ScanBounds bounds;
    private final ScanDirection direction;
    private final long nowMillis;
    /** In the order of the walk. */
    private final List<Change> changes;

    private long remaining;
    /** The next change, or the one that the cursor is on. */
    private int nextChange;
    /** Whether the cursor below is on a row that was not shown yet, or is shown. */
    private boolean belowOnRow;
    /** Whether the cursor below was not asked since the last seek. */
    private boolean belowFresh = true;
    /** The change that the cursor is on; null if it is on a row of the cursor below, or on none. */
    private @Nullable Change change;

    private boolean onRow;
    private boolean closed;

    BatchCursor(KeyedCursor below, PendingChanges pending, ScanBounds bounds, ScanRequest request, long nowMillis) {
        this.below = below;
        this.deleted = pending.deletedRanges();
        this.bounds = bounds;
        this.direction = request.reverse() ? ScanDirection.REVERSE : ScanDirection.FORWARD;
        this.nowMillis = nowMillis;
        List<Change> inOrder = bounds.empty() ? List.of() : pending.in(bounds);
        this.changes = request.reverse() ? inOrder.reversed() : inOrder;
        this.remaining = request.limit() == 0 ? Long.MAX_VALUE : request.limit();
    }

    @Override
    public boolean next() {
        checkUsable();
        leaveRow();
        if (remaining <= 0) {
            return false;
        }
        while (true) {
            findVisibleBelow();
            Change candidate = nextChange < changes.size() ? changes.get(nextChange) : null;
            if (candidate == null) {
                return belowOnRow && show(null);
            }
            int order = belowOnRow ? order(candidate) : 1;
            if (order < 0) {
                return show(null);
            }
            if (order == 0) {
                // the change hides it
                belowFresh = true;
            }
            if (isShown(candidate)) {
                return show(candidate);
            }
            nextChange++;
        }
    }

    /** Passes the row that was shown. */
    private void leaveRow() {
        if (onRow && change == null) {
            belowFresh = true;
        } else if (onRow) {
            nextChange++;
        }
        onRow = false;
        change = null;
    }

    /** Goes to the next row below that no range deletes, unless one waits already. */
    private void findVisibleBelow() {
        while (belowFresh) {
            belowOnRow = below.next();
            belowFresh = belowOnRow && deleted.contain(below);
        }
    }

    private int order(Change candidate) {
        int order = below.compareKey(candidate.key());
        return direction == ScanDirection.FORWARD ? order : -order;
    }

    private boolean isShown(Change candidate) {
        byte[] key = candidate.key();
        return candidate.liveAt(nowMillis) != null
                && (bounds.kinds().isAll()
                        || bounds.kinds().contains(key[KeyEncoding.entityEndIndex(key, 0, key.length) + 1]));
    }

    private boolean show(@Nullable Change shown) {
        change = shown;
        onRow = true;
        remaining--;
        return true;
    }

    @Override
    public void seek(RowKey row) {
        checkOpen();
        onRow = false;
        change = null;
        below.seek(row);
        belowFresh = true;
        byte[] key = ScanBounds.encoded(row);
        int low = 0;
        int high = changes.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = KeyOrder.compare(changes.get(middle).key(), key);
            if (direction == ScanDirection.FORWARD ? order < 0 : order > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        nextChange = low;
    }

    @Override
    public EntityId entity() {
        Change own = own();
        return own == null ? below.entity() : key(own).entity();
    }

    @Override
    public Kind kind() {
        Change own = own();
        return own == null ? below.kind() : key(own).kind();
    }

    @Override
    public Qualifier qualifier() {
        Change own = own();
        return own == null ? below.qualifier() : key(own).qualifier();
    }

    private static RowKey key(Change own) {
        byte[] key = own.key();
        int end = KeyEncoding.entityEndIndex(key, 0, key.length);
        return RowKey.of(
                EntityId.of(KeyEncoding.decodeEntity(key, 0, end)),
                Kind.of(key[end + 1]),
                Qualifier.of(Arrays.copyOfRange(key, end + 2, key.length)));
    }

    @Override
    public int copyEntity(byte[] target, int offset) {
        Change own = own();
        return own == null
                ? below.copyEntity(target, offset)
                : KeyEncoding.decodeEntity(own.key(), 0, own.key().length, target, offset);
    }

    @Override
    public int copyQualifier(byte[] target, int offset) {
        Change own = own();
        if (own == null) {
            return below.copyQualifier(target, offset);
        }
        byte[] key = own.key();
        int start = KeyEncoding.entityEndIndex(key, 0, key.length) + 2;
        System.arraycopy(key, start, target, offset, key.length - start);
        return key.length - start;
    }

    @Override
    public MemorySegment value() {
        Change own = own();
        return own == null ? below.value() : MemorySegment.ofArray(value(own)).asReadOnly();
    }

    @Override
    public int valueLength() {
        Change own = own();
        return own == null ? below.valueLength() : value(own).length;
    }

    @Override
    public void copyValue(byte[] target, int offset) {
        Change own = own();
        if (own == null) {
            below.copyValue(target, offset);
        } else {
            System.arraycopy(value(own), 0, target, offset, value(own).length);
        }
    }

    /** Returns the value of a change that is shown. */
    private static byte[] value(Change own) {
        byte[] value = own.value();
        if (value == null) {
            throw new IllegalStateException("a deletion is shown");
        }
        return value;
    }

    @Override
    public long timestamp() {
        return own() == null ? below.timestamp() : 0;
    }

    @Override
    public long sequence() {
        return own() == null ? below.sequence() : 0;
    }

    @Override
    public StoredRow row() {
        Change own = own();
        return own == null ? below.row() : BatchView.stored(key(own), value(own), own.expiresAtMillis());
    }

    @Override
    public ResumeKey resumeKey() {
        Change own = own();
        return own == null ? below.resumeKey() : ResumeKey.of(own.key().clone());
    }

    @Override
    public int compareKey(byte[] key) {
        Change own = own();
        return own == null ? below.compareKey(key) : KeyOrder.compare(own.key(), key);
    }

    @Override
    public boolean hasQualifier(byte[] wanted) {
        Change own = own();
        return own == null
                ? below.hasQualifier(wanted)
                : Arrays.equals(key(own).qualifier().toByteArray(), wanted);
    }

    @Override
    public void checkUsable() {
        checkOpen();
        below.checkUsable();
    }

    @Override
    public void close() {
        closed = true;
        below.close();
    }

    /** Returns the change that the cursor is on, or null if it is on a row of the cursor below. */
    private @Nullable Change own() {
        checkOpen();
        if (!onRow) {
            throw new IllegalStateException("the cursor is on no row; next() must have returned true");
        }
        return change;
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("this cursor is closed; open another one");
        }
    }
}
