package org.allidb.storage.api;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * What every replaceable part of the platform is: a named factory or service.
 *
 * <ul>
 *   <li>In a container a provider is published as an OSGi service under its own component interface; on the plain class
 *       path or module path it is found with {@link java.util.ServiceLoader} under the same interface.
 *   <li>Configuration selects providers by {@linkplain #name() name}; of two with one name the one of the higher
 *       {@code service.ranking} is used, and among equals the one that was installed later. The ranking is read when the service
 *       is registered.
 *   <li>Providers are shared by all tenants and called from many threads: they are thread-safe.
 * </ul>
 */
@ConsumerType
public interface Provider {

    /** What a name looks like, as a regular expression; a provider of another name is not installed. */
    String NAME_PATTERN = "[a-z0-9][a-z0-9-]{0,31}";

    /**
     * Returns the name under which configuration and files refer to this provider, for example {@code size-tiered}.
     *
     * @return 1 to 32 lower-case letters, digits and hyphens, no hyphen first ({@link #NAME_PATTERN}); constant over time and
     *     over versions
     */
    String name();
}
