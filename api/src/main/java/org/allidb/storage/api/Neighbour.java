package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** A vector that a {@link VectorSearch} has found. */
@ProviderType
public interface Neighbour {

    /** {@return which row it is} */
    RowKey key();

    /** {@return how far it is from the wanted one, by the metric of the search} */
    double distance();
}
