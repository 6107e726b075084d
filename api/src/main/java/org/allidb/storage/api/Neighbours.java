package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a {@link VectorSearch} has found. */
@ProviderType
public interface Neighbours {

    /** {@return the nearest first; of equal distance in the order of a scan} */
    List<Neighbour> nearest();

    /** {@return how many vectors were compared} */
    long compared();

    /** {@return how many vectors of the same name were left out because they have another number of components} */
    long otherDimension();
}
