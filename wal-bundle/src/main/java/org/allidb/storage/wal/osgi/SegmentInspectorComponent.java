package org.allidb.storage.wal.osgi;

import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.wal.internal.SegmentInspector;
import org.osgi.service.component.annotations.Component;

/** The inspector of log segments as a service. */
@Component(service = FileInspector.class)
public final class SegmentInspectorComponent extends SegmentInspector {}
