package org.allidb.storage.console.osgi;

import java.util.List;
import java.util.stream.Stream;
import org.allidb.storage.console.internal.FiguresResource;
import org.allidb.storage.console.internal.PageResource;
import org.allidb.storage.console.internal.RowsResource;
import org.allidb.storage.spi.http.HttpResource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Registers the resources of the console. */
@Component(
        service = {},
        immediate = true)
public final class ConsoleComponent {

    private final List<ServiceRegistration<HttpResource>> registrations;

    /** Called by the container. */
    @Activate
    public ConsoleComponent(BundleContext context) {
        registrations = Stream.<HttpResource>of(new PageResource(), new FiguresResource(), new RowsResource())
                .map(resource -> context.registerService(HttpResource.class, resource, null))
                .toList();
    }

    /** Called by the container. */
    @Deactivate
    void stop() {
        registrations.forEach(ServiceRegistration::unregister);
    }
}
