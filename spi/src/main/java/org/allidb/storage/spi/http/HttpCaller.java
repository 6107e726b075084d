package org.allidb.storage.spi.http;

import java.util.Optional;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessRole;
import org.osgi.annotation.versioning.ProviderType;

/** The client that a request is of. Immutable, thread-safe. */
@ProviderType
public interface HttpCaller {

    /** {@return whether it has presented a key, or is let in without one} */
    boolean isKnown();

    /** {@return the id of the key that it has presented; empty if it has none} */
    Optional<String> key();

    /** {@return the one tenant that it reaches; empty if it reaches none or all} */
    Optional<TenantId> tenant();

    /** {@return its role; empty if it is not known} */
    Optional<AccessRole> role();

    /**
     * Returns whether it may read rows of a tenant.
     *
     * @param tenant the tenant, which need not exist
     * @return whether
     */
    boolean mayRead(TenantId tenant);

    /**
     * Returns whether it may write rows of a tenant.
     *
     * @param tenant the tenant, which need not exist
     * @return whether
     */
    boolean mayWrite(TenantId tenant);

    /**
     * Returns whether it may see the figures of a tenant.
     *
     * @param tenant the tenant, which need not exist
     * @return whether
     */
    boolean maySeeFigures(TenantId tenant);

    /** {@return whether it may see the figures of the platform and of all tenants} */
    boolean maySeeAllFigures();

    /** {@return whether it may administer the platform: tenants, parts, configuration, keys} */
    boolean mayAdminister();
}
