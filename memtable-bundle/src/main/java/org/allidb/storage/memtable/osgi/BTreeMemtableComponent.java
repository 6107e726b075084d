package org.allidb.storage.memtable.osgi;

import org.allidb.storage.memtable.internal.BTreeMemtableProvider;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.osgi.service.component.annotations.Component;

/** The B+-tree memtable as a service. */
@Component(service = MemtableProvider.class)
public final class BTreeMemtableComponent extends BTreeMemtableProvider {}
