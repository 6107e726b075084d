package org.allidb.storage.tenant.osgi;

import org.allidb.storage.spi.inspect.FileInspector;
import org.allidb.storage.tenant.internal.CatalogueFileInspector;
import org.osgi.service.component.annotations.Component;

/** The inspector of catalogues as a service. */
@Component(service = FileInspector.class)
public final class CatalogueInspectorComponent extends CatalogueFileInspector {}
