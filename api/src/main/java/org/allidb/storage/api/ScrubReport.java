package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a scrub of a tenant has found. */
@ProviderType
public interface ScrubReport {

    /** {@return tables that were read} */
    int tables();

    /** {@return bytes of them} */
    long bytes();

    /** {@return what is damaged, or could not be read} */
    List<Finding> findings();
}
