package org.allidb.storage.engine.internal.tenant;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.KeyEncoding;

/**
 * How far a replica is, as a hidden row of the tenant. It is the last entry of each batch that a cluster has committed, so that it is in
 * the log and in tables with the rows, and never without them.
 *
 * @param founded the position at which the cluster created the tenant
 * @param position the position of the last write that was applied
 * @param wallMicros the wall time of that write in microseconds
 */
record ReplicaMark(long founded, long position, long wallMicros) {

    /** The mark of a tenant that no cluster has written to. */
    static final ReplicaMark NONE = new ReplicaMark(0, 0, 0);

    /** The row's key. */
    static final byte[] KEY = KeyEncoding.hidden(1);

    private static final int LENGTH = 3 * Long.BYTES;

    /** Adds it to a batch. */
    void addTo(EntryBatch batch) {
        byte[] value = ByteBuffer.allocate(LENGTH)
                .putLong(founded)
                .putLong(position)
                .putLong(wallMicros)
                .array();
        batch.add(EntryType.PUT, KEY, MemorySegment.ofArray(value), -1, 0);
    }

    /**
     * Reads it back.
     *
     * @throws IllegalArgumentException if the value is no mark
     */
    static ReplicaMark of(byte[] value) {
        if (value.length != LENGTH) {
            throw new IllegalArgumentException("a replica's mark of " + value.length + " bytes is not of this version");
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return new ReplicaMark(bytes.getLong(), bytes.getLong(), bytes.getLong());
    }
}
