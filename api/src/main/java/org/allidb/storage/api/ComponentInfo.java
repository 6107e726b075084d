package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A provider that is installed.
 *
 * @param component the kind of component, for example {@code strategy}
 * @param name the provider's name
 * @param implementation the class that implements it
 * @param version version of the bundle or module that it comes from, empty if unknown
 * @param origin the bundle, module or jar that it comes from
 * @param inUse whether the platform uses it at this moment
 */
@ProviderType
public record ComponentInfo(
        String component, String name, String implementation, String version, String origin, boolean inUse) {}
