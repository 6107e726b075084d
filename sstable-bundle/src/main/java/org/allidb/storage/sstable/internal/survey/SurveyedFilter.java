package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import org.allidb.storage.sstable.internal.format.common.BloomFilter;
import org.allidb.storage.sstable.internal.format.common.NamedFilter;
import org.jspecify.annotations.Nullable;

/** What is known of the filter of a table. One that is not built in is known by name and length alone. */
final class SurveyedFilter {

    private byte @Nullable [] builtIn;
    private @Nullable NamedFilter named;

    /** Takes the built-in filter, which is empty if there is another or none. */
    void takeBuiltIn(byte[] raw) {
        if (!BloomFilter.isLength(raw.length)) {
            throw new IllegalArgumentException("the filter of a table has no lines");
        }
        builtIn = raw;
    }

    void takeNamed(byte[] raw) {
        named = NamedFilter.decode(raw);
    }

    /** Finds the filter before an offset; returns where it begins, or -1. */
    long find(MetadataWalk walk, long end) throws IOException {
        long start = walk.before(end, this::takeBuiltIn);
        byte[] found = builtIn;
        long other = found == null || found.length > 0 ? -1 : walk.before(start, this::takeNamed);
        return other < 0 ? start : other;
    }

    /** Returns the built-in filter; null if it is lost. */
    byte @Nullable [] builtIn() {
        return builtIn;
    }

    /** Returns whether the built-in filter is there and denies a key. */
    boolean denies(long hash) {
        byte[] bloom = builtIn;
        return bloom != null && !BloomFilter.mayContain(bloom, hash);
    }

    /** Describes the filter; {@code lost} if it is. */
    String text(String lost) {
        byte[] bloom = builtIn;
        NamedFilter other = named;
        if (other != null) {
            return other.name() + ", " + other.bytes().length + " bytes, ok";
        }
        return bloom == null ? lost : bloom.length + " bytes, ok";
    }
}
