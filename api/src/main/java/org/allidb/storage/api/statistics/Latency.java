package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/** How long an operation took since the platform was opened. Times are exact to about 12 %. */
@ProviderType
public interface Latency {

    /** {@return operations that were measured} */
    long measured();

    /** {@return half of them took at most so many nanoseconds} */
    long medianNanos();

    /** {@return 99 of 100 took at most so many nanoseconds} */
    long p99Nanos();

    /** {@return 999 of 1,000 took at most so many nanoseconds} */
    long p999Nanos();

    /** {@return none took longer, in nanoseconds} */
    long maxNanos();
}
