package org.allidb.storage.engine.internal.read;

import java.lang.foreign.MemorySegment;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.RowReader;
import org.allidb.storage.api.StoreClosedException;
import org.jspecify.annotations.Nullable;

/** Reads rows one after the other, from a batch or from the view below it. */
final class BatchReader implements RowReader {

    private final RowReader reader;
    private final PendingChanges changes;
    private final LayeredView below;
    /** The value of the last row if it is of the batch. */
    private byte @Nullable [] value;
    /** Whether the last row was looked for in the batch alone. */
    private boolean decided;

    private boolean closed;

    BatchReader(RowReader reader, PendingChanges changes, LayeredView below) {
        this.reader = reader;
        this.changes = changes;
        this.below = below;
    }

    @Override
    public boolean find(byte[] entity) {
        checkOpen();
        return isDecided(RowKey.value(EntityId.of(entity))) ? value != null : reader.find(entity);
    }

    @Override
    public boolean find(RowKey key) {
        checkOpen();
        return isDecided(key) ? value != null : reader.find(key);
    }

    private boolean isDecided(RowKey key) {
        PendingChanges.Change change = changes.of(ScanBounds.encoded(key));
        decided = change != null;
        value = null;
        if (change != null) {
            below.begin(1);
            value = change.liveAt(below.nowMillis());
        }
        return decided;
    }

    @Override
    public MemorySegment value() {
        byte[] own = own();
        return own == null ? reader.value() : MemorySegment.ofArray(own).asReadOnly();
    }

    @Override
    public int valueLength() {
        byte[] own = own();
        return own == null ? reader.valueLength() : own.length;
    }

    @Override
    public void copyValue(byte[] target, int offset) {
        byte[] own = own();
        if (own == null) {
            reader.copyValue(target, offset);
        } else {
            System.arraycopy(own, 0, target, offset, own.length);
        }
    }

    @Override
    public long timestamp() {
        return own() == null ? reader.timestamp() : 0;
    }

    @Override
    public long sequence() {
        return own() == null ? reader.sequence() : 0;
    }

    @Override
    public void close() {
        closed = true;
        value = null;
        reader.close();
    }

    /** Returns the value of a row of the batch; null if the last row is one of the view below. */
    private byte @Nullable [] own() {
        checkOpen();
        if (decided && value == null) {
            throw new IllegalStateException("there is no row; find must have returned true");
        }
        return value;
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("this reader is closed; open another one");
        }
    }
}
