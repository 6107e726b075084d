package org.allidb.storage.sstable.osgi;

import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.sstable.internal.survey.BlockTableInspector;
import org.osgi.service.component.annotations.Component;

/** The inspector of tables as a service. */
@Component(service = FileInspector.class)
public final class TableInspectorComponent extends BlockTableInspector {}
