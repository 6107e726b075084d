package org.allidb.storage.sstable.internal.write;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.Lookup;

/** A check that entries come in the order of a table: by key, then newest version first. Used by one thread. */
public final class EntryOrder {

    private byte[] key = {};
    private int keyLength = -1;
    private long timestamp;
    private long sequence;
    private boolean newKey;

    /** Creates a check that has seen no entry. */
    public EntryOrder() {}

    /** Notes the next entry; returns whether it comes after the one before. */
    public boolean advance(EntryRun run, int i) {
        int offset = run.keyOffset(i);
        int length = run.keyLength(i);
        int order = keyLength < 0 ? -1 : KeyOrder.compare(key, 0, keyLength, run.keys(), offset, length);
        if (order > 0
                || order == 0 && Lookup.compareVersions(timestamp, sequence, run.timestamp(i), run.sequence(i)) <= 0) {
            return false;
        }
        newKey = order != 0;
        if (newKey) {
            if (key.length < length) {
                key = new byte[2 * length];
            }
            System.arraycopy(run.keys(), offset, key, 0, length);
            keyLength = length;
        }
        timestamp = run.timestamp(i);
        sequence = run.sequence(i);
        return true;
    }

    /** Returns whether the last entry is the newest version of its key. */
    public boolean isNewKey() {
        return newKey;
    }
}
