package org.allidb.storage.compaction.osgi;

import org.allidb.storage.compaction.internal.FairSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.osgi.service.component.annotations.Component;

/** The scheduler {@code fair} as a service. */
@Component(service = CompactionSchedulerProvider.class)
public final class FairSchedulerComponent extends FairSchedulerProvider {}
