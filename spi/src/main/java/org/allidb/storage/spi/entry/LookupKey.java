package org.allidb.storage.spi.entry;

import org.osgi.annotation.versioning.ProviderType;

/**
 * A key that is being looked up, with what every source would otherwise compute again: its hash and its first eight
 * bytes. Reusable; used by one thread at a time.
 */
@ProviderType
public final class LookupKey {

    private byte[] bytes = new byte[64];
    private int length;
    private long prefix;
    private long hash;
    private boolean hashed;

    /** An empty key; {@link #set} comes first. */
    public LookupKey() {}

    /**
     * Returns an array with room for a key that the caller encodes in place before {@link #setLength}.
     *
     * @param capacity bytes needed
     * @return the array, valid until the next call
     */
    public byte[] reserve(int capacity) {
        if (bytes.length < capacity) {
            bytes = new byte[Math.max(capacity, 2 * bytes.length)];
        }
        return bytes;
    }

    /**
     * Completes a key that was encoded into {@link #reserve}.
     *
     * @param keyLength its length in bytes
     * @return this
     */
    public LookupKey setLength(int keyLength) {
        length = keyLength;
        prefix = KeyOrder.prefix(bytes, 0, keyLength);
        hashed = false;
        return this;
    }

    /**
     * Copies a key.
     *
     * @param key array
     * @param offset start of the key
     * @param keyLength its length in bytes
     * @return this
     */
    public LookupKey set(byte[] key, int offset, int keyLength) {
        System.arraycopy(key, offset, reserve(keyLength), 0, keyLength);
        return setLength(keyLength);
    }

    /**
     * Returns the array that holds the key from index 0 on; not to be changed.
     *
     * @return at least {@link #length()} bytes
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * Returns the key's length.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * Returns the first eight bytes as {@link KeyOrder#prefix}.
     *
     * @return the prefix
     */
    public long prefix() {
        return prefix;
    }

    /**
     * Returns the key's {@link KeyHash}, computed at the first call.
     *
     * @return the hash
     */
    public long hash() {
        if (!hashed) {
            hash = KeyHash.hash(bytes, 0, length);
            hashed = true;
        }
        return hash;
    }
}
