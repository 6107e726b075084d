package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** How a tenant is encrypted, at one moment. Holds no key. */
@ProviderType
public interface TenantEncryption {

    /**
     * Returns whether what the tenant has on disk is encrypted.
     *
     * @return false if all of it is there as it is; then the other figures are 0 and the names are empty
     */
    boolean encrypted();

    /**
     * Returns the number of the key that new files are written with; the first key of a tenant has the number 1.
     *
     * @return its number
     */
    int keyNumber();

    /**
     * Returns how many keys the tenant has: more than one while tables of an earlier key are left.
     *
     * @return how many there are
     */
    int keys();

    /**
     * Returns the name of the master key that the current key is wrapped by.
     *
     * @return its name
     */
    String masterKey();

    /**
     * Returns the name of the provider that has the master key.
     *
     * @return its name
     */
    String provider();

    /**
     * Returns the bytes of all tables.
     *
     * @return their bytes
     */
    long tableBytes();

    /**
     * Returns the bytes of the tables that are encrypted with the current key.
     *
     * @return their bytes; as many as {@link #tableBytes()} when merges have rewritten all tables
     */
    long currentBytes();
}
