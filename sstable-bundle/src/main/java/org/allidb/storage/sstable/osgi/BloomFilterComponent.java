package org.allidb.storage.sstable.osgi;

import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.sstable.internal.filter.BloomFilterProvider;
import org.osgi.service.component.annotations.Component;

/** The filter {@code bloom} as a service. */
@Component(service = FilterProvider.class)
public final class BloomFilterComponent extends BloomFilterProvider {}
