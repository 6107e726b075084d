package org.allidb.storage.sstable.osgi;

import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.sstable.internal.filter.FuseFilterProvider;
import org.osgi.service.component.annotations.Component;

/** The filter {@code fuse} as a service. */
@Component(service = FilterProvider.class)
public final class FuseFilterComponent extends FuseFilterProvider {}
