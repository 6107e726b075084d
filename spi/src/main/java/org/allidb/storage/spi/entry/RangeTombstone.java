package org.allidb.storage.spi.entry;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A deletion of all rows in a range of keys whose version is older than the tombstone's.
 *
 * @param start first key, inclusive; not to be changed
 * @param end first key after the range; not to be changed
 * @param timestamp its timestamp
 * @param sequence its sequence
 */
@ProviderType
public record RangeTombstone(byte[] start, byte[] end, long timestamp, long sequence) {

    /** Refuses an empty or inverted range. */
    public RangeTombstone {
        if (KeyOrder.compare(start, end) >= 0) {
            throw new IllegalArgumentException("a range tombstone's start must be before its end");
        }
    }
}
