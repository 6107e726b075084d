package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/** How many operations took at most so long. */
@ProviderType
public interface LatencyBucket {

    /** {@return the bound of the bucket, inclusive, in nanoseconds} */
    long atMostNanos();

    /** {@return operations that took at most so long, those of all smaller buckets included} */
    long measured();
}
