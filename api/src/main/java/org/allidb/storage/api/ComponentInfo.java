package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A provider that is installed, or held although it was removed. */
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

    /** {@return the parameters that name a provider of its kind, for example {@code compaction.strategy}, the usual one first} */
    List<String> parameters();

    /** {@return whether the platform uses it at this moment} */
    boolean inUse();

    /**
     * {@return what the platform holds a provider for that was removed and has no successor, in a few words each: the
     * parameters that name it, for example; empty if it is installed}
     */
    List<String> heldFor();

    /** {@return how often an event or an error has named it as what failed or hangs, since it was installed} */
    long failures();
}
