package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** How near two vectors are. Each gives a distance: the smaller, the nearer. Computed in float32. */
@ProviderType
public enum VectorMetric {
    /**
     * The angle: 1 − (a · b) / (|a| |b|), from 0 for the same direction to 2 for the opposite one. A vector without a length is at 1
     * from all.
     */
    COSINE,
    /** The negative dot product: −(a · b). For vectors of length 1 it orders as the angle does, and costs less. */
    DOT_PRODUCT,
    /** The length of the difference: |a − b|. */
    EUCLIDEAN
}
