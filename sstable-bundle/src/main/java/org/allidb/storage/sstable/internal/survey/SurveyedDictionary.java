package org.allidb.storage.sstable.internal.survey;

import java.io.IOException;
import java.util.Optional;
import org.allidb.storage.sstable.internal.format.common.BlockHandle;
import org.allidb.storage.sstable.internal.format.common.BlockTrailer;
import org.allidb.storage.sstable.internal.read.BlockLoader;
import org.allidb.storage.sstable.internal.read.DictionaryBindings;
import org.jspecify.annotations.Nullable;

/** What is known of the dictionary of a table, with which its loader decompresses blocks. */
final class SurveyedDictionary {

    private final BlockLoader loader;
    private final DictionaryBindings bindings = new DictionaryBindings();
    private @Nullable BlockHandle place;
    private boolean intact;

    SurveyedDictionary(BlockLoader loader) {
        this.loader = loader;
    }

    /** Notes where the footer says that the dictionary is. */
    void expect(BlockHandle handle) {
        place = handle;
    }

    /** Takes the dictionary whose block is intact. */
    void take(BlockHandle handle) {
        place = handle;
        intact = true;
        loader.setDictionary(handle, bindings);
    }

    /** Finds the dictionary before an offset; returns where it begins, or -1. */
    long find(MetadataWalk walk, long end) throws IOException {
        long start = walk.before(end, raw -> {});
        if (start >= 0) {
            take(new BlockHandle(start, (int) (end - start) - BlockTrailer.BYTES));
        }
        return start;
    }

    /** Describes the dictionary; nothing if the table cannot have one. */
    Optional<String> text() {
        BlockHandle known = place;
        if (known == null) {
            return Optional.empty();
        }
        return Optional.of(intact && known.length() == 0 ? "none" : intact ? known.length() + " bytes, ok" : "BAD");
    }

    /** Releases what was bound to it. */
    void close() {
        loader.close();
    }
}
