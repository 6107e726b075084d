package org.allidb.storage.spi.tenant;

import java.io.IOException;
import java.util.function.UnaryOperator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A tenant that is filled before it exists. Its directory exists, its generation is durably taken and its id is reserved, but
 * the catalogue names it only after {@link #complete()}. If the process ends before, the next open removes what it left. Used by
 * one thread.
 */
@ProviderType
public interface PreparedTenant extends AutoCloseable {

    /**
     * Returns the access to the tenant, until this is closed.
     *
     * @return its access
     */
    TenantAccess access();

    /**
     * Names the tenant in the catalogue, in one durable edit: it exists from here on. Its files have been synced before.
     *
     * @return its descriptor
     * @throws IOException if the catalogue cannot be written; there is no such tenant then, but it may be there, with all its
     *     files, after the next open
     */
    default TenantDescriptor complete() throws IOException {
        return complete(UnaryOperator.identity());
    }

    /**
     * Names the tenant in the catalogue as {@link #complete()} does, with an entry that may be suspended or handed over.
     *
     * @param entry makes the entry from that of a tenant that is neither; id and generation stay
     * @return the entry
     * @throws IOException as above
     */
    TenantDescriptor complete(UnaryOperator<TenantDescriptor> entry) throws IOException;

    /** Closes the access, and removes the files if {@link #complete()} was not called. Closing twice is allowed. */
    @Override
    void close();
}
