package org.allidb.storage.sstable.internal.format.common;

/** What the cache of blocks keeps: bytes on the heap, and a mark of their use. Thread-safe. */
public abstract class CachedBlock {

    /** Bytes of an object beside its array. */
    private static final int OBJECT_BYTES = 96;

    /** Set at each use, cleared by the cache as its hand passes. */
    private volatile boolean used;

    /** Creates a block. */
    protected CachedBlock() {}

    /** Returns the array that holds the block. */
    public abstract byte[] bytes();

    /** Returns the bytes on the heap. */
    public final int heapBytes() {
        return bytes().length + OBJECT_BYTES;
    }

    /** Marks the block as used. */
    public final void use() {
        if (!used) {
            used = true;
        }
    }

    /** Removes the mark; returns whether the block was used since the last call. */
    public final boolean takeUse() {
        boolean was = used;
        used = false;
        return was;
    }
}
