package org.allidb.storage.compaction.osgi;

import org.allidb.storage.compaction.internal.TimeWindowStrategy;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.osgi.service.component.annotations.Component;

/** The strategy {@code time-window} as a service. */
@Component(service = CompactionStrategy.class)
public final class TimeWindowComponent extends TimeWindowStrategy {}
