package org.allidb.storage.wal.osgi;

import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.allidb.storage.wal.internal.SegmentedLogProvider;
import org.osgi.service.component.annotations.Component;

/** The segmented log as a service. */
@Component(service = WriteAheadLogProvider.class)
public final class SegmentedLogComponent extends SegmentedLogProvider {}
