package org.allidb.storage.spi.http;

import org.osgi.annotation.versioning.ProviderType;

/** Who may call a resource. The door checks it before it reads a body. */
@ProviderType
public enum HttpAccess {
    /** Every client, without a key too. Nothing of a tenant may be in the answer. */
    ANYONE,
    /** Callers with a key, and those of this machine while there are no keys. The resource looks at what the caller may. */
    KNOWN,
    /** Callers that may see the figures of all tenants. */
    FIGURES,
    /** Callers that may administer the platform. */
    ADMINISTRATION
}
