package org.allidb.storage.spi.entry;

import org.osgi.annotation.versioning.ProviderType;

/** What an entry does; the byte codes are part of the on-disk formats. */
@ProviderType
public final class EntryType {

    /** A row with a value. */
    public static final byte PUT = 1;

    /** A tombstone for one row. */
    public static final byte DELETE = 2;

    /** A tombstone for a range of keys: the entry's key is its first key, its value the first key after it. */
    public static final byte RANGE_DELETE = 3;

    private EntryType() {}

    /**
     * Tells whether a byte is one of the codes.
     *
     * @param type a byte from a file
     * @return whether it is known
     */
    public static boolean isKnown(int type) {
        return type >= PUT && type <= RANGE_DELETE;
    }
}
