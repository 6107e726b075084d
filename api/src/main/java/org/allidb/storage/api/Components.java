package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** The replaceable parts of a running platform. In a container bundles come and go by themselves. Thread-safe. */
@ProviderType
public interface Components {

    /**
     * Returns what is installed, and what is held although it was removed.
     *
     * @return by component, then name
     */
    List<ComponentInfo> list();

    /**
     * Returns what the configuration or a tenant names and is not installed. A strategy, throttler, filter or policy has a built-in one
     * in its place. What a tenant writes whose codec is missing stays in memory and in the log until the codec is there.
     *
     * @return by component, then name; empty if nothing is missing
     */
    List<MissingComponent> missing();

    /**
     * Installs a provider while traffic flows. It replaces one of the same component and name at once; one of another
     * name is used when the configuration names it. Nothing fails meanwhile: writers wait where they must.
     *
     * @param provider implements one of the component interfaces in {@code org.allidb.storage.spi}
     * @throws InvalidArgumentException if it implements none of them
     */
    void install(Provider provider);

    /**
     * Takes a provider out. If another one of its name was installed before, that one is used again. If there is none,
     * the platform keeps using the one that was taken out until there is.
     *
     * @param provider what was installed
     */
    void remove(Provider provider);
}
