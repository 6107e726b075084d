package org.allidb.storage.engine.internal.read;

import org.allidb.storage.api.Cursor;

/** A cursor whose row is compared without a copy of its key. */
interface KeyedCursor extends Cursor {

    /** Compares the key of the row that it is on with another one. */
    int compareKey(byte[] key);

    /** Returns whether the row that it is on has a qualifier. */
    boolean hasQualifier(byte[] wanted);

    /**
     * Checks that it can go on.
     *
     * @throws org.allidb.storage.api.StorageException if it is closed, or was ended, or the tenant cannot be read any more
     */
    void checkUsable();
}
