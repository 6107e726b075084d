package org.allidb.storage.sstable.internal.read;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the readers of all tables of a format share.
 *
 * @param pools hold what reads borrow
 * @param dictionaries bounds what is bound to dictionaries
 * @param openTables counts the open readers
 */
public record SharedByReaders(ReadPools pools, DictionaryBindings dictionaries, AtomicInteger openTables) {

    /** Creates it for a format without tables. */
    public SharedByReaders() {
        this(new ReadPools(), new DictionaryBindings(), new AtomicInteger());
    }
}
