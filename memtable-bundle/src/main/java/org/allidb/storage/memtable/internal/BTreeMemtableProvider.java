package org.allidb.storage.memtable.internal;

import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;

/** Makes memtables that are B+-trees over an arena. */
public class BTreeMemtableProvider implements MemtableProvider {

    /** The provider. */
    public BTreeMemtableProvider() {}

    @Override
    public String name() {
        return "btree";
    }

    @Override
    public Memtable create() {
        return new BTreeMemtable();
    }
}
