package org.allidb.storage.spi.memtable;

import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/** Makes memtables; built in is {@code btree}. */
@ConsumerType
public interface MemtableProvider extends Provider {

    /**
     * Returns a new, empty memtable. It takes next to no memory until the first entry comes.
     *
     * @return the memtable
     */
    Memtable create();
}
