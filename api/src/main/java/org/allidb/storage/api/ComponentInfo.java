package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** A provider that is installed. */
@ProviderType
public interface ComponentInfo {

    /** {@return the kind of component, for example {@code strategy}} */
    String component();

    /** {@return the provider's name} */
    String name();

    /** {@return the class that implements it} */
    String implementation();

    /** {@return version of the bundle or module that it comes from, empty if unknown} */
    String version();

    /** {@return the bundle, module or jar that it comes from} */
    String origin();

    /** {@return whether the platform uses it at this moment} */
    boolean inUse();
}
