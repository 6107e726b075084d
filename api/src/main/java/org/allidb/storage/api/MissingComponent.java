package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** A provider that the configuration or a tenant names, and that is not installed. Immutable. */
@ProviderType
public interface MissingComponent {

    /** {@return the kind of component, for example {@code codec}} */
    String component();

    /** {@return the provider's name} */
    String name();

    /** {@return the parameters that name it, for example {@code sstable.codec}, in alphabetical order} */
    List<String> parameters();

    /** {@return the tenants that name it for themselves, by id; empty if only the configuration of the platform does} */
    List<TenantId> tenants();
}
