package org.allidb.storage.engine.internal.read;

/**
 * The greatest sequence that readers may read who have a memtable as the active one: any, until an update of it fails half-way,
 * or it is sealed. Written under the tenant's write lock before any later sequence becomes visible. A reader asks after it has read the visible sequence,
 * so that a plain field is enough.
 */
public final class SequenceLimit {

    private long most = Long.MAX_VALUE;

    /** Creates a memtable that shows everything. */
    public SequenceLimit() {}

    /** Hides what comes after a sequence. */
    public void lower(long sequence) {
        most = Math.min(most, sequence);
    }

    /** Returns the lesser of a sequence and the limit. */
    public long cap(long sequence) {
        return Math.min(sequence, most);
    }
}
