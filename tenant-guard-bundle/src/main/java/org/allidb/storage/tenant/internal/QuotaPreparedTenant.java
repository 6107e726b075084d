package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.allidb.storage.spi.tenant.PreparedTenant;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/** A tenant that is being filled before the catalogue names it. Used by one thread. */
final class QuotaPreparedTenant implements PreparedTenant {

    private final QuotaGuard guard;
    private final TenantDescriptor tenant;
    private final QuotaAccess access;
    private boolean attempted;
    private boolean closed;

    QuotaPreparedTenant(QuotaGuard guard, TenantDescriptor tenant, QuotaAccess access) {
        this.guard = guard;
        this.tenant = tenant;
        this.access = access;
    }

    @Override
    public TenantAccess access() {
        return access;
    }

    @Override
    public TenantDescriptor complete(UnaryOperator<TenantDescriptor> entry) throws IOException {
        // if this fails, the entry may still be on disk: the files stay, and the next open decides about both
        attempted = true;
        TenantDescriptor completed = entry.apply(tenant);
        guard.complete(completed);
        return completed;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            access.close();
            guard.prepared(tenant, !attempted);
        }
    }
}
