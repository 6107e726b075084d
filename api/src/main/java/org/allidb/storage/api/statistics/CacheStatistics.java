package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ConsumerType;

/** Figures of the cache of blocks and rows. */
@ConsumerType
public interface CacheStatistics {

    /** {@return lookups answered by the cache} */
    default long hits() {
        return 0;
    }

    /** {@return lookups that had to load} */
    default long misses() {
        return 0;
    }

    /** {@return blocks and rows dropped for room} */
    default long evictions() {
        return 0;
    }

    /** {@return bytes held} */
    default long bytes() {
        return 0;
    }

    /** {@return bytes that may be held} */
    default long capacityBytes() {
        return 0;
    }

    /** {@return readers open} */
    default int openTables() {
        return 0;
    }

    /** {@return readers that hold a mapping} */
    default int mappedTables() {
        return 0;
    }
}
