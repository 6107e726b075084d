package org.allidb.storage.api;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * How a bulk load is done. Immutable.
 *
 * <p>Rows are ordered by entity id, then kind, then qualifier, each compared as unsigned bytes. That is the order of a scan.
 */
@ProviderType
public final class BulkLoadOptions {

    /** The least memory for sorting: 1 MiB. */
    public static final long MIN_SORT_BYTES = 1 << 20;

    /** The most memory for sorting: 1 GiB. */
    public static final long MAX_SORT_BYTES = 1 << 30;

    private static final long DEFAULT_SORT_BYTES = 64 << 20;

    /** Rows come in the order of a scan; a row that does not is refused. The fastest way in. */
    public static final BulkLoadOptions SORTED =
            new BulkLoadOptions(new Values(true, DEFAULT_SORT_BYTES, WriteOptions.DEFAULTS));

    /**
     * Rows come in any order. They are sorted in 64 MiB of memory; what does not fit there is written to the tenant's directory
     * as sorted runs, which are merged by {@link BulkLoad#finish}. So the load takes up to twice its space until then.
     */
    public static final BulkLoadOptions UNSORTED =
            new BulkLoadOptions(new Values(false, DEFAULT_SORT_BYTES, WriteOptions.DEFAULTS));

    private final Values values;

    private BulkLoadOptions(Values values) {
        this.values = values;
    }

    /** {@return whether the rows come in the order of a scan} */
    public boolean sorted() {
        return values.sorted;
    }

    /** {@return the memory in which unsorted rows are collected, in bytes} */
    public long sortBytes() {
        return values.sortBytes;
    }

    /**
     * Returns the timestamp of the rows. The greatest timestamp wins, whatever the order of writes and loads.
     *
     * @return the timestamp; empty for one that the engine gives when the load is begun
     */
    public OptionalLong timestamp() {
        return values.write.timestamp();
    }

    /** {@return how long the rows can be read, from the beginning of the load on; empty for ever} */
    public Optional<Duration> timeToLive() {
        return values.write.timeToLive();
    }

    /**
     * Returns a copy with another memory for sorting.
     *
     * @param value {@link #MIN_SORT_BYTES} to {@link #MAX_SORT_BYTES}
     * @return the options
     */
    public BulkLoadOptions withSortBytes(long value) {
        return new BulkLoadOptions(new Values(values.sorted, value, values.write));
    }

    /**
     * Returns a copy with a timestamp of the caller's own.
     *
     * @param value 0 to {@link WriteOptions#MAX_TIMESTAMP}
     * @return the options
     */
    public BulkLoadOptions withTimestamp(long value) {
        return new BulkLoadOptions(new Values(values.sorted, values.sortBytes, values.write.withTimestamp(value)));
    }

    /**
     * Returns a copy with a time to live.
     *
     * @param value 1 ms to 1,000,000 days
     * @return the options
     */
    public BulkLoadOptions withTimeToLive(Duration value) {
        return new BulkLoadOptions(new Values(values.sorted, values.sortBytes, values.write.withTimeToLive(value)));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BulkLoadOptions that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }

    private record Values(boolean sorted, long sortBytes, WriteOptions write) {

        Values {
            if (sortBytes < MIN_SORT_BYTES || sortBytes > MAX_SORT_BYTES) {
                throw new InvalidArgumentException(sortBytes + " bytes of memory for sorting are not allowed; use "
                        + MIN_SORT_BYTES + " to " + MAX_SORT_BYTES);
            }
        }
    }
}
