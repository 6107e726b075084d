package org.allidb.storage.tenant.osgi;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.tenant.internal.QuotaGuardProvider;
import org.osgi.service.component.annotations.Component;

/** The tenant guard as a service. */
@Component(service = TenantGuardProvider.class)
public final class QuotaGuardComponent implements TenantGuardProvider {

    private final QuotaGuardProvider provider = new QuotaGuardProvider();

    /** Called by the container. */
    public QuotaGuardComponent() {}

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public TenantGuard open(Vfs files, TenantOptions options, StorageRuntime runtime, EventSink events)
            throws IOException {
        return provider.open(files, options, runtime, events);
    }

    @Override
    public List<TenantDescriptor> read(Vfs files) throws IOException {
        return provider.read(files);
    }
}
