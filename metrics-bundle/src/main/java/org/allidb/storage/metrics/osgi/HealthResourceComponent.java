package org.allidb.storage.metrics.osgi;

import java.util.List;
import org.allidb.storage.metrics.internal.http.HealthResource;
import org.allidb.storage.spi.http.HttpResource;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The resource {@code /health} as a service. Looks at the bundles too. */
@Component(service = HttpResource.class)
public final class HealthResourceComponent extends HealthResource {

    private final BundleContext context;

    /** Called by the container. */
    @Activate
    public HealthResourceComponent(BundleContext context) {
        this.context = context;
    }

    @Override
    protected List<String> moreReasons() {
        return StorageBundles.reasons(context);
    }
}
