package org.allidb.storage.spi.keys;

import java.io.IOException;
import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A provider of master keys. It wraps the keys of encrypted tenants, so that what lies on disk is of no use without it. Built in are
 * {@code key-file} and {@code pkcs12}.
 *
 * <ul>
 *   <li>A master key has a name. What was wrapped by one is unwrapped by the key of the same name, for as long as backups are kept.
 *   <li>The name of the provider and that of the master key are stored beside a wrapped key, so both stay.
 *   <li>Thread-safe. A call is made when a tenant is opened, created or gets a new key, never for rows.
 *   <li>A call that takes longer than {@code encryption.timeout_ms} is given up, with an interrupt. Whatever a provider throws, or
 *       returns that is no key, refuses the tenant that asked, and no other. A message must hold no key: it is shown.
 * </ul>
 */
@ConsumerType
public interface KeyProvider extends Provider {

    /**
     * Wraps a key of a tenant.
     *
     * @param request names the master key and what the wrapped key is bound to
     * @param key the key, which the platform clears when the call returns; not to be kept
     * @return the wrapped key, 1 to 4,096 bytes
     * @throws IOException if there is no such master key, or it cannot be had now; says what to do
     */
    byte[] wrap(KeyRequest request, byte[] key) throws IOException;

    /**
     * Unwraps a key of a tenant.
     *
     * @param request as for {@link #wrap}, with the same context
     * @param wrapped what {@link #wrap} returned, by this or an earlier version of the provider
     * @return the key, the caller's own
     * @throws IOException if there is no such master key, it cannot be had now, or it has not wrapped this key for this context
     */
    byte[] unwrap(KeyRequest request, byte[] wrapped) throws IOException;
}
