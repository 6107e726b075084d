package org.allidb.storage.spi.filter;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * The filter of one table, which answers most lookups of keys that are not in it. Thread-safe; allocates nothing and waits for
 * nothing, because every get asks it.
 */
@ConsumerType
@FunctionalInterface
public interface KeyFilter {

    /**
     * Returns whether a key may be in the table.
     *
     * @param hash the {@link org.allidb.storage.spi.entry.KeyHash} of the key
     * @return false only if no key with this hash was added
     */
    boolean mayContain(long hash);
}
