package org.allidb.storage.memtable.osgi;

import org.allidb.storage.memtable.internal.BTreeMemtableProvider;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.osgi.service.component.annotations.Component;

/** The B+-tree memtable as a service. */
@Component(service = MemtableProvider.class)
public final class BTreeMemtableComponent implements MemtableProvider {

    private final BTreeMemtableProvider provider = new BTreeMemtableProvider();

    /** Called by the container. */
    public BTreeMemtableComponent() {}

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public Memtable create() {
        return provider.create();
    }
}
