package org.allidb.storage.metrics.osgi;

import org.allidb.storage.metrics.internal.http.MetricsResource;
import org.allidb.storage.spi.http.HttpResource;
import org.osgi.service.component.annotations.Component;

/** The resource {@code /metrics} as a service. */
@Component(service = HttpResource.class)
public final class MetricsResourceComponent extends MetricsResource {

    /** Called by the container. */
    public MetricsResourceComponent() {}
}
