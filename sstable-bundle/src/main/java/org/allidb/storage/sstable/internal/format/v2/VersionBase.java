package org.allidb.storage.sstable.internal.format.v2;

/**
 * What the timestamps and sequences of a table count from: those of its first entry.
 *
 * @param timestamp of the first entry
 * @param sequence of the first entry
 */
public record VersionBase(long timestamp, long sequence) {

    /** The base of a table without entries. */
    public static final VersionBase ZERO = new VersionBase(0, 0);
}
