package org.allidb.storage.spi.tenant;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.statistics.TenantUsage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The keeper of the catalogue of tenants, which opens the directory of each tenant and enforces its quotas.
 *
 * <ul>
 *   <li>A change of the catalogue is durable when the call returns.
 *   <li>Thread-safe. A call for one tenant does not wait for work on the directory of another. {@link #find},
 *       {@link #tenants()} and {@link #access} do not wait for changes of the catalogue.
 *   <li>The caller does not drop a generation while it is opened.
 * </ul>
 */
@ProviderType
public interface TenantGuard extends AutoCloseable {

    /**
     * Returns all tenants, by id.
     *
     * @return a snapshot
     */
    List<TenantDescriptor> tenants();

    /**
     * Finds a tenant by its id.
     *
     * @param id its id
     * @return its descriptor, or empty if there is none of that id
     */
    Optional<TenantDescriptor> find(TenantId id);

    /**
     * Finds a tenant by its generation, which is what logs know of it.
     *
     * @param generation its generation
     * @return its descriptor, or empty if it was dropped
     */
    Optional<TenantDescriptor> find(long generation);

    /**
     * Creates a tenant with a generation never used before, and its directory.
     *
     * @param id its id
     * @param settings its settings
     * @return its descriptor
     * @throws org.allidb.storage.api.TenantExistsException if there is one of that id
     * @throws IOException if the catalogue or the directory cannot be written; there is no such tenant then
     */
    TenantDescriptor create(TenantId id, TenantSettings settings) throws IOException;

    /**
     * Prepares a tenant that is filled before it exists, with a generation never used before, and its directory.
     *
     * @param id its id
     * @param settings its settings
     * @return the tenant, to be completed and closed
     * @throws org.allidb.storage.api.TenantExistsException if there is one of that id, or one is being prepared
     * @throws IOException if the catalogue or the directory cannot be written
     */
    PreparedTenant prepare(TenantId id, TenantSettings settings) throws IOException;

    /**
     * Changes a tenant's settings; quotas are in force at once.
     *
     * @param id its id
     * @param settings the new settings
     * @return its new descriptor
     * @throws org.allidb.storage.api.TenantUnknownException if there is none of that id
     * @throws org.allidb.storage.api.TenantSuspendedException if it is handed over
     * @throws IOException if the catalogue cannot be written; the old settings hold then
     */
    TenantDescriptor update(TenantId id, TenantSettings settings) throws IOException;

    /**
     * Suspends or resumes a tenant: while suspended its {@link TenantAccess} refuses what the mode says.
     *
     * @param id its id
     * @param suspension how it is suspended from now on; empty if it is resumed
     * @return its new descriptor
     * @throws org.allidb.storage.api.TenantUnknownException if there is none of that id
     * @throws org.allidb.storage.api.TenantSuspendedException if it is handed over
     * @throws IOException if the catalogue cannot be written
     */
    TenantDescriptor setSuspension(TenantId id, Optional<Suspension> suspension) throws IOException;

    /**
     * Changes the entry of a tenant that is handed over from one data directory to another. While an entry has a {@link Handover},
     * {@link #update} and {@link #setSuspension} are refused.
     *
     * @param id its id
     * @param change makes the new entry from the one now; called with the catalogue locked, so it computes and does nothing else
     * @return its new descriptor
     * @throws org.allidb.storage.api.TenantUnknownException if there is none of that id
     * @throws IOException if the catalogue cannot be written. If the new entry begins a handover, it holds nevertheless, because the
     *     next open may find it; otherwise the old one holds
     */
    TenantDescriptor handOver(TenantId id, UnaryOperator<TenantDescriptor> change) throws IOException;

    /**
     * Drops a tenant: first from the catalogue, durably, then its files. Its open {@link TenantAccess} refuses every later
     * operation. After a crash in between, the next open finishes the drop.
     *
     * @param id its id
     * @throws org.allidb.storage.api.TenantUnknownException if there is none of that id
     * @throws IOException if the catalogue cannot be written; the tenant lives on then
     */
    void drop(TenantId id) throws IOException;

    /**
     * Opens a tenant's directory: checks its content, adds up its size, and returns the only access to it.
     *
     * @param id its id
     * @return its access, to be closed by the caller
     * @throws org.allidb.storage.api.TenantUnknownException if there is none of that id
     * @throws IOException if the directory is missing or cannot be read, or holds a symbolic link or something that is
     *     neither file nor directory
     */
    TenantAccess access(TenantId id) throws IOException;

    /**
     * Returns the figures of a tenant. Opens nothing: of one that is not open the sizes of its files are added up.
     *
     * @param id its id
     * @return a snapshot
     * @throws org.allidb.storage.api.TenantUnknownException if there is none of that id
     * @throws IOException if its directory is missing or cannot be read
     */
    TenantUsage usage(TenantId id) throws IOException;

    /**
     * Changes defaults and policies at once.
     *
     * @param options new options
     */
    void reconfigure(TenantOptions options);

    /**
     * Decides by another policy from now on. What was counted stays; what tenants may do is decided anew at once.
     *
     * @param policy the policy; it neither throws nor returns null
     */
    void setPolicy(QuotaPolicy policy);

    /**
     * Closes the catalogue. Closing twice is allowed.
     *
     * @throws IOException if it cannot be closed
     */
    @Override
    void close() throws IOException;
}
