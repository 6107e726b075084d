package org.allidb.storage.server.internal.session;

import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKey;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;

/**
 * What lets a client in: a key that it has presented, or the certificate of its connection.
 *
 * @param key the id of the key; empty for a certificate
 * @param tenant the one tenant that it reaches; empty for the platform
 * @param generation the incarnation of the tenant that it reaches; {@link #ANY} for the one that is there
 * @param role what it allows
 */
public record Pass(Optional<String> key, Optional<TenantId> tenant, long generation, AccessRole role) {

    /** The generation of a tenant that is not named with one. */
    static final long ANY = 0;

    /** Returns the pass that a key is. */
    static Pass of(AccessKey key) {
        Optional<TenantId> tenant = key.isOfPlatform() ? Optional.empty() : Optional.of(key.tenant());
        return new Pass(Optional.of(key.id()), tenant, key.generation(), key.role());
    }

    /** Returns the pass that a certificate is. */
    public static Pass ofCertificate(Optional<TenantId> tenant, AccessRole role) {
        return new Pass(Optional.empty(), tenant, ANY, role);
    }

    /** Returns whether it still lets a client in; reads a row. */
    boolean isValid(StoragePlatform platform) {
        return key.isEmpty() || AccessKeys.of(platform).find(key.get()).isPresent();
    }

    /** Returns whether it is of the platform and not of one tenant. */
    boolean isOfPlatform() {
        return tenant.isEmpty();
    }
}
