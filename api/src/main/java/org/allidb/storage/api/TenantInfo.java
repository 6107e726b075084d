package org.allidb.storage.api;

import java.time.Instant;
import java.util.Optional;
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

    /** {@return how it is suspended; empty if it is not} */
    Optional<Suspension> suspension();

    /** {@return whether it is suspended, in any mode} */
    default boolean suspended() {
        return suspension().isPresent();
    }

    /** {@return whether it can be read: it is not suspended, or for writes alone} */
    default boolean readable() {
        return suspension()
                .map(Suspension::mode)
                .filter(Suspension.Mode.CLOSED::equals)
                .isEmpty();
    }

    /** {@return whether it is open} */
    boolean open();

    /** {@return when it was created} */
    Instant created();
}
