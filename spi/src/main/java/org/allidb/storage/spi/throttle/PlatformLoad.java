package org.allidb.storage.spi.throttle;

import org.osgi.annotation.versioning.ProviderType;

/** What a platform did lately beside its background work, as a throttler may weigh it. Immutable. */
@ProviderType
public final class PlatformLoad {

    private final long operations;
    private final long p99Nanos;
    private final double debt;

    private PlatformLoad(long operations, long p99Nanos, double debt) {
        this.operations = operations;
        this.p99Nanos = p99Nanos;
        this.debt = debt;
    }

    /**
     * Makes a load.
     *
     * @param operations measured operations that ended since the last load: a sample of the writes and of the reads of single rows
     * @param p99Nanos how long 99 of 100 of them took at most, in nanoseconds; 0 if there were none
     * @param debt how far merges are behind; see {@link #debt()}
     * @return the value
     */
    public static PlatformLoad of(long operations, long p99Nanos, double debt) {
        return new PlatformLoad(operations, p99Nanos, debt);
    }

    /** {@return measured operations that ended since the last load: a sample of the writes and of the reads of single rows} */
    public long operations() {
        return operations;
    }

    /** {@return how long 99 of 100 of them took at most, in nanoseconds; 0 if there were none} */
    public long p99Nanos() {
        return p99Nanos;
    }

    /**
     * Returns how far the merges of the tenant that is furthest behind are.
     *
     * @return 0 where nothing is due, 1 where writers begin to be slowed, more beyond
     */
    public double debt() {
        return debt;
    }

    @Override
    public String toString() {
        return operations + " operations, p99 " + p99Nanos + " ns, debt " + debt;
    }
}
