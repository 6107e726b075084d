package org.allidb.storage.api;

import java.time.Instant;
import org.osgi.annotation.versioning.ProviderType;

/** A tenant in the catalogue. */
@ProviderType
public interface TenantInfo {

    /** {@return its id} */
    TenantId id();

    /** {@return number of this incarnation} */
    long generation();

    /** {@return its settings} */
    TenantSettings settings();

    /** {@return whether it is suspended} */
    boolean suspended();

    /** {@return whether it is open} */
    boolean open();

    /** {@return when it was created} */
    Instant created();
}
