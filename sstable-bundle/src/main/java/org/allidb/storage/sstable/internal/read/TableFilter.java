package org.allidb.storage.sstable.internal.read;

import java.util.Optional;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.sstable.internal.format.common.BloomFilter;
import org.allidb.storage.sstable.internal.format.common.NamedFilter;
import org.jspecify.annotations.Nullable;

/**
 * The filter of an open table: the built-in one, or that of a provider. One that is missing or fails in any way is no longer asked, and
 * may contain every key: reads are right, and slower. The built-in one is asked without a call through an interface. Thread-safe.
 */
final class TableFilter {

    /** The filter that may contain every key. */
    static final TableFilter NONE = builtIn(new byte[0]);

    private static final String SLOWER = "; tables are read without it, which is slower";

    private final byte[] bloom;
    private final @Nullable Named named;

    private TableFilter(byte[] bloom, @Nullable Named named) {
        this.bloom = bloom;
        this.named = named;
    }

    /** The filter of a provider. */
    private static final class Named {

        private final String name;
        private final Filters filters;
        private volatile @Nullable KeyFilter filter;

        Named(String name, Filters filters, @Nullable KeyFilter filter) {
            this.name = name;
            this.filters = filters;
            this.filter = filter;
        }

        boolean mayContain(long hash) {
            KeyFilter asked = filter;
            if (asked == null) {
                return true;
            }
            try {
                return asked.mayContain(hash);
            } catch (RuntimeException | Error e) {
                failed("failed to say whether a key may be in a table: " + e);
                return true;
            }
        }

        private void failed(String what) {
            filter = null;
            filters.failed(name, what + SLOWER);
        }
    }

    /** Returns the built-in filter. */
    static TableFilter builtIn(byte[] bloom) {
        return new TableFilter(bloom, null);
    }

    /**
     * Opens the filter of a provider.
     *
     * @param stored what the table has of it
     * @param filters finds the provider
     * @param sketch hashes of keys that are in the table, which it must not deny
     */
    static TableFilter of(NamedFilter stored, Filters filters, KeySketch sketch) {
        Optional<FilterProvider> provider = filters.find(stored.name());
        KeyFilter filter = null;
        if (provider.isPresent()) {
            try {
                filter = checked(provider.get().read(stored.bytes()), sketch);
            } catch (RuntimeException | Error e) {
                filters.failed(stored.name(), "failed to read the filter of a table: " + e + SLOWER);
            }
        }
        return new TableFilter(new byte[0], new Named(stored.name(), filters, filter));
    }

    private static KeyFilter checked(@Nullable KeyFilter filter, KeySketch sketch) {
        if (filter == null) {
            throw new IllegalStateException("it returned null");
        }
        for (long hash : sketch.hashes()) {
            if (!filter.mayContain(hash)) {
                throw new IllegalStateException("it denies a key that is in the table");
            }
        }
        return filter;
    }

    /** Returns whether a key may be in the table. */
    boolean mayContain(long hash) {
        Named other = named;
        return other == null ? BloomFilter.mayContain(bloom, hash) : other.mayContain(hash);
    }

    /**
     * Tells that the filter denies a key that is in the table.
     *
     * @return whether the filter is not built in: it is not asked any more, and the table is sound
     */
    boolean isForeignAndEnded() {
        Named other = named;
        if (other != null) {
            other.failed("denies a key that is in a table");
        }
        return other != null;
    }
}
