package org.allidb.storage.benchmarks.engine;

/** Entries one after the other, in the order of their keys. The arrays are used again for the next one. */
public interface EntrySource {

    /** Goes to the next entry; false after the last one. */
    boolean next();

    /** Returns the key of the entry. */
    byte[] key();

    /** Returns the value of the entry. */
    byte[] value();
}
