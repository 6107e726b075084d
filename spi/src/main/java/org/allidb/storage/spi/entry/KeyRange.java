package org.allidb.storage.spi.entry;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The range of encoded keys that a table has, both ends inclusive. Immutable as long as the caller does not change the keys,
 * which are not copied. Thread-safe.
 */
@ProviderType
public final class KeyRange {

    private final byte[] first;
    private final byte[] last;

    private KeyRange(byte[] first, byte[] last) {
        this.first = first;
        this.last = last;
    }

    /**
     * Returns the range from one key to another.
     *
     * @param first the first key, inclusive
     * @param last the last key, inclusive; not before the first
     * @return the range
     */
    public static KeyRange of(byte[] first, byte[] last) {
        return new KeyRange(first, last);
    }

    /**
     * Returns the first key.
     *
     * @return the key; not to be changed
     */
    public byte[] first() {
        return first;
    }

    /**
     * Returns the last key.
     *
     * @return the key; not to be changed
     */
    public byte[] last() {
        return last;
    }

    /**
     * Returns whether a key lies in the range.
     *
     * @param bytes has the key
     * @param offset where it begins
     * @param length its length
     * @return whether it does
     */
    public boolean contains(byte[] bytes, int offset, int length) {
        return KeyOrder.compare(first, 0, first.length, bytes, offset, length) <= 0
                && KeyOrder.compare(last, 0, last.length, bytes, offset, length) >= 0;
    }

    /**
     * Returns whether another range has a key in common with this one.
     *
     * @param other the other range
     * @return whether it has
     */
    public boolean overlaps(KeyRange other) {
        return KeyOrder.compare(first, other.last) <= 0 && KeyOrder.compare(other.first, last) <= 0;
    }

    /**
     * Returns whether a range that ends before a key, as scans and range deletes have it, may have a key in common with this
     * one.
     *
     * @param from the first key, inclusive; empty for no bound
     * @param to the key behind the last one, exclusive; empty for no bound
     * @return whether it may have
     */
    public boolean overlaps(byte[] from, byte[] to) {
        boolean before = from.length > 0 && KeyOrder.compare(last, from) < 0;
        boolean behind = to.length > 0 && KeyOrder.compare(first, to) >= 0;
        return !before && !behind;
    }
}
