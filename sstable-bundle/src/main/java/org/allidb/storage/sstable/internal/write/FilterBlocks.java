package org.allidb.storage.sstable.internal.write;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BloomFilter;
import org.allidb.storage.sstable.internal.format.common.NamedFilter;
import org.jspecify.annotations.Nullable;

/**
 * A writer of the filter of a table. A filter that is not built in is asked for every key of the table before it is used: one that denies
 * a key would hide a row. If it fails in any way, the built-in filter is written instead. Used by one thread.
 */
final class FilterBlocks {

    private static final int MOST_BYTES_PER_KEY = 16;
    private static final int MOST_BYTES = 4096;

    private final String name;
    private final int bits;
    private final Filters filters;

    FilterBlocks(TableSpec spec, TableOptions options, Filters filters) {
        this.name = spec.filter().orElse(options.filter());
        this.bits = spec.filterBitsPerKey().orElse(options.filterBitsPerKey());
        this.filters = filters;
    }

    /** Writes the filter of the hashes of keys; returns where the built-in one is, which is empty if there is another. */
    BlockHandle write(TableOutput output, long[] hashes, int count) throws IOException {
        boolean builtIn = bits == 0 || count == 0 || name.equals(Filters.BUILT_IN);
        byte[] other = builtIn ? null : other(hashes, count);
        if (other == null) {
            return output.plain(BloomFilter.build(hashes, count, bits));
        }
        output.plain(new NamedFilter(name, other).encode());
        return output.plain(new byte[0]);
    }

    private byte @Nullable [] other(long[] hashes, int count) {
        Optional<FilterProvider> provider = filters.find(name);
        if (provider.isEmpty()) {
            return null;
        }
        try {
            return checked(provider.get(), hashes, count);
        } catch (RuntimeException | Error e) {
            filters.failed(
                    name,
                    "failed to make the filter of a table, for which '" + Filters.BUILT_IN + "' takes over: " + e);
            return null;
        }
    }

    private byte[] checked(FilterProvider provider, long[] hashes, int count) {
        byte[] bytes = provider.build(Arrays.copyOf(hashes, count), count, bits);
        if (bytes == null) {
            throw new IllegalStateException("it returned null");
        }
        long most = Math.min(provider.maxBytes(count, bits), MOST_BYTES + (long) MOST_BYTES_PER_KEY * count);
        if (bytes.length > most) {
            throw new IllegalStateException("it made " + bytes.length + " bytes for " + count
                    + " keys; the most that it says itself, and that is allowed, is " + most);
        }
        KeyFilter filter = provider.read(bytes);
        if (filter == null) {
            throw new IllegalStateException("it reads its own bytes as null");
        }
        for (int i = 0; i < count; i++) {
            if (!filter.mayContain(hashes[i])) {
                throw new IllegalStateException("it denies a key that is in the table");
            }
        }
        return bytes;
    }
}
