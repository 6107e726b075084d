package org.allidb.storage.compaction.osgi;

import org.allidb.storage.compaction.internal.SizeTieredStrategy;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.osgi.service.component.annotations.Component;

/** The strategy {@code size-tiered} as a service. */
@Component(service = CompactionStrategy.class)
public final class SizeTieredComponent extends SizeTieredStrategy {}
