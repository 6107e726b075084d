package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.vfs.Vfs;

/** The provider {@code quota} of guards that enforce quotas. */
public class QuotaGuardProvider implements TenantGuardProvider {

    static final String NAME = "quota";

    /** Called by {@link java.util.ServiceLoader}. */
    public QuotaGuardProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public TenantGuard open(Vfs files, TenantOptions options, StorageRuntime runtime, EventSink events)
            throws IOException {
        return QuotaGuard.open(files, options, runtime, events);
    }

    @Override
    public List<TenantDescriptor> read(Vfs files) throws IOException {
        return List.copyOf(Catalogue.read(files).tenants());
    }

    @Override
    public long diskBytes(Vfs files, TenantDescriptor tenant) throws IOException {
        return new TenantDirectories(files).measure(tenant);
    }
}
