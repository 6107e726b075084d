package org.allidb.storage.spi.filter;

import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of filter. Its {@linkplain #name() name} is written into every table that uses it, so it names a format of bytes for ever.
 *
 * <ul>
 *   <li>Thread-safe and stateless between calls.
 *   <li>A filter that denies a key that is in the table hides a row. So a new filter is asked for every key of its table before the
 *       table is installed, and for a sample of them whenever the table is opened. One that denies any is not used.
 *   <li>Whatever a provider throws is contained: the table is written with the built-in filter {@code bloom}, or read without a filter,
 *       which is slower.
 * </ul>
 */
@ConsumerType
public interface FilterProvider extends Provider {

    /**
     * Returns the largest number of bytes that {@link #build} can produce.
     *
     * @param keys how many keys there are
     * @param bitsPerKey as for {@link #build}
     * @return an upper bound in bytes
     */
    long maxBytes(int keys, int bitsPerKey);

    /**
     * Returns how many of the keys that are not in a table of some thousand keys or more are taken for one that may be.
     *
     * @param bitsPerKey as for {@link #build}
     * @return a share between 0 and 1
     */
    double falsePositives(int bitsPerKey);

    /**
     * Builds a filter.
     *
     * @param hashes the hashes of the keys; two keys may have the same. Not to be changed
     * @param count how many there are at the beginning of the array, at least 1
     * @param bitsPerKey {@code sstable.filter_bits_per_key}, at least 1; a filter of a fixed size ignores it
     * @return the bytes of the filter
     */
    byte[] build(long[] hashes, int count, int bitsPerKey);

    /**
     * Reads a filter.
     *
     * @param bytes what {@link #build} returned, by this or an earlier version of the provider; may be kept, and is not changed
     * @return the filter
     * @throws IllegalArgumentException if the bytes are no filter
     */
    KeyFilter read(byte[] bytes);
}
