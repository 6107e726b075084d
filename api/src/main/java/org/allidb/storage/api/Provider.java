package org.allidb.storage.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What every replaceable part of the platform is: a named factory or service.
 *
 * <ul>
 *   <li>In a container a provider is published as an OSGi service under its own component interface; on the plain class
 *       path or module path it is found with {@link java.util.ServiceLoader} under the same interface.
 *   <li>Configuration selects providers by {@linkplain #name() name}; of two with one name the one installed later wins.
 *   <li>Providers are shared by all tenants and called from many threads: they are thread-safe.
 * </ul>
 */
@ConsumerType
public interface Provider {

    /**
     * Returns the name under which configuration and files refer to this provider, for example {@code size-tiered}.
     *
     * @return lower-case letters, digits and hyphens, at most 32 characters; constant over time and over versions
     */
    String name();
}
