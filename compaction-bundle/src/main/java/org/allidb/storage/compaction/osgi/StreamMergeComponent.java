package org.allidb.storage.compaction.osgi;

import org.allidb.storage.compaction.internal.StreamMergeExecutor;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.osgi.service.component.annotations.Component;

/** The merge executor {@code stream} as a service. */
@Component(service = MergeExecutor.class)
public final class StreamMergeComponent extends StreamMergeExecutor {}
