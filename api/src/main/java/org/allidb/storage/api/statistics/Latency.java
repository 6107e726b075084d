package org.allidb.storage.api.statistics;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How long an operation took since the platform was opened. Percentiles are exact to about 12 %; the sum and the buckets are exact,
 * and only grow, so that the difference of two looks is what happened between them.
 */
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

    /** {@return how long all of them took together, in nanoseconds} */
    long sumNanos();

    /**
     * Returns how many took at most 1, 2.5, 5, 10, 25, 50, … µs, up to ten seconds. The bounds are the same for all operations and
     * at all times, so counts of several platforms can be added up, and a histogram of Prometheus be made of them: its last
     * bucket, without a bound, is {@link #measured}.
     *
     * @return the buckets, the smallest first; counts include those of smaller buckets, and none exceeds {@link #measured}
     */
    List<LatencyBucket> buckets();
}
