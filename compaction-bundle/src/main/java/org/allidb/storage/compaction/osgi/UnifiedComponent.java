package org.allidb.storage.compaction.osgi;

import org.allidb.storage.compaction.internal.UnifiedStrategy;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.osgi.service.component.annotations.Component;

/** The strategy {@code unified} as a service. */
@Component(service = CompactionStrategy.class)
public final class UnifiedComponent extends UnifiedStrategy {}
