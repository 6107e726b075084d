package org.allidb.storage.engine.internal.disk;

/** A call of the file system that is under way. */
final class DiskOperation {

    /** The slot of one that found none: it is not watched. */
    static final int NOWHERE = -1;

    private final String verb;
    private final String directory;
    private final String file;
    private final int slot;
    /** When it was first seen; the watch's alone. */
    private long seenNanos;

    private boolean seen;

    DiskOperation(String verb, String directory, String file, int slot) {
        this.verb = verb;
        this.directory = directory;
        this.file = file;
        this.slot = slot;
    }

    int slot() {
        return slot;
    }

    /** Returns how long it is known to be under way, in nanoseconds: never more than it is. */
    long seenFor(long nowNanos) {
        if (!seen) {
            seen = true;
            seenNanos = nowNanos;
        }
        return nowNanos - seenNanos;
    }

    @Override
    public String toString() {
        return verb + " of '" + directory + file + "'";
    }
}
