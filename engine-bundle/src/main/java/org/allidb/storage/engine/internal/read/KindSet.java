package org.allidb.storage.engine.internal.read;

import java.util.Set;
import org.allidb.storage.api.Kind;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyEncoding;

/**
 * A set of kinds, a bit for each code.
 *
 * @param low codes 0x00 to 0x3F
 * @param high codes 0x40 to 0x7F
 */
record KindSet(long low, long high) {

    static final KindSet ALL = new KindSet(-1, -1);

    static KindSet of(Set<Kind> kinds) {
        if (kinds.isEmpty()) {
            return ALL;
        }
        long low = 0;
        long high = 0;
        for (Kind kind : kinds) {
            if (kind.code() < 0x40) {
                low |= 1L << kind.code();
            } else {
                high |= 1L << kind.code();
            }
        }
        return new KindSet(low, high);
    }

    boolean isAll() {
        return low == -1 && high == -1;
    }

    /** Returns whether the key of an entry is of one of the kinds. */
    boolean contains(EntryRun run, int index) {
        if (isAll()) {
            return true;
        }
        int end = KeyEncoding.entityEndIndex(run.keys(), run.keyOffset(index), run.keyLength(index));
        return contains(run.keys()[end + 1]);
    }

    boolean contains(int code) {
        return ((code < 0x40 ? low : high) >>> code & 1) != 0;
    }
}
