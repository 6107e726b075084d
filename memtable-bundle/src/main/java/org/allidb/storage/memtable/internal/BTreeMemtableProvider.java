package org.allidb.storage.memtable.internal;

import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;

/** A provider of memtables that are B+-trees over an arena. */
public class BTreeMemtableProvider implements MemtableProvider {

    private final ReusePool<EntryPosition> positions = new ReusePool<>(EntryPosition::new);

    /** Creates the provider. */
    public BTreeMemtableProvider() {}

    @Override
    public String name() {
        return "btree";
    }

    @Override
    public Memtable create() {
        return new BTreeMemtable(positions);
    }
}
