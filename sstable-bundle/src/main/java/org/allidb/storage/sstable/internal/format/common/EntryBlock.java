package org.allidb.storage.sstable.internal.format.common;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;

/**
 * A block of entries on the heap, in the order of a table. Each version of the format has its own. Entries are numbered from 0;
 * the caller asks for no entry that is not there. Immutable, but for the mark of its use; thread-safe.
 */
public abstract class EntryBlock extends CachedBlock {

    /** Creates a block. */
    protected EntryBlock() {}

    /** Returns how many entries there are. */
    public abstract int count();

    /** Returns the first entry whose key is at or after a key; the number of entries if there is none. */
    public abstract int find(byte[] key, int offset, int length);

    /** Returns whether an entry has a key. */
    public abstract boolean hasKey(int i, byte[] key, int offset, int length);

    /** Returns the type of an entry. */
    public abstract byte type(int i);

    /** Returns the timestamp of an entry. */
    public abstract long timestamp(int i);

    /** Returns the sequence of an entry. */
    public abstract long sequence(int i);

    /** Returns the expiry of an entry. */
    public abstract long expiry(int i);

    /** Returns whether the value is in an extent. */
    public abstract boolean isInExtent(int i);

    /** Returns the length of the value. */
    public abstract int valueLength(int i);

    /** Returns where the value, or its place in an extent, starts in {@link #bytes()}. */
    public abstract int valueOffset(int i);

    /** Returns where an entry starts in {@link #bytes()}. */
    public abstract int entryOffset(int i);

    /** Gives a run an entry's key and version; the caller adds its value. */
    public abstract EntryRun begin(int i, EntryRun run);

    /**
     * Adds an entry to a run, unless its value is in an extent.
     *
     * @param sequence its sequence
     * @return whether it was added
     */
    public abstract boolean addTo(EntryRun run, int i, long sequence);

    /** Returns the extent of the value. */
    public final int extent(int i) {
        return LittleEndian.getInt(bytes(), valueOffset(i));
    }

    /** Returns where the value starts in the extent. */
    public final int extentOffset(int i) {
        return LittleEndian.getInt(bytes(), valueOffset(i) + Integer.BYTES);
    }

    /** Offers an entry's version to a lookup; returns whether it wins, and the caller is to say where its value is. */
    public final boolean offer(int i, Lookup lookup) {
        return lookup.offer(type(i), timestamp(i), sequence(i), expiry(i));
    }
}
