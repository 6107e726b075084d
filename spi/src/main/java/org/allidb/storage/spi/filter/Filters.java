package org.allidb.storage.spi.filter;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** The filters present at this moment. Asked once per table, never cached for longer. Thread-safe. */
@ProviderType
public interface Filters {

    /** The name of the filter that every table format has. */
    String BUILT_IN = "bloom";

    /**
     * Returns the filter of that name. That it is missing is reported.
     *
     * @param name as configured or as found in a table
     * @return the current provider; empty if there is none
     */
    Optional<FilterProvider> find(String name);

    /**
     * Reports that a filter failed, and what is done without it.
     *
     * @param name the name of the filter
     * @param what what happened, in words that follow its name
     */
    void failed(String name, String what);
}
