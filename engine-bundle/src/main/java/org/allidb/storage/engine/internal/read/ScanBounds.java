package org.allidb.storage.engine.internal.read;

import java.util.Arrays;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.ScanDirection;

/**
 * A scan request as keys.
 *
 * @param from first key, inclusive
 * @param to last key, exclusive; empty for no bound
 * @param kinds a bit for each wanted kind's code, all bits for all kinds
 * @param empty whether no key can lie between the bounds
 */
record ScanBounds(byte[] from, byte[] to, KindSet kinds, boolean empty) {

    private static final byte[] NONE = {};
    /** Before it are the rows that the engine keeps for itself. */
    private static final byte[] FIRST = KeyEncoding.afterHidden();

    static ScanBounds of(ScanRequest request) {
        byte[] from = FIRST;
        byte[] to = NONE;
        if (request.prefix().isPresent()) {
            byte[] prefix = request.prefix().get().toByteArray();
            from = later(from, KeyEncoding.prefixStart(prefix));
            to = KeyEncoding.prefixEnd(prefix);
        }
        if (request.from().isPresent()) {
            from = later(from, KeyEncoding.entityStart(request.from().get().toByteArray()));
        }
        if (request.to().isPresent()) {
            to = earlier(to, KeyEncoding.entityStart(request.to().get().toByteArray()));
        }
        if (request.through().isPresent()) {
            to = earlier(to, KeyEncoding.entityEnd(request.through().get().toByteArray()));
        }
        if (request.slice().isPresent()) {
            byte[] start = encoded(request.slice().get());
            from = later(from, start);
            to = earlier(to, KeyEncoding.afterPrefix(start));
        }
        if (request.fromRow().isPresent()) {
            from = later(from, encoded(request.fromRow().get()));
        }
        if (request.toRow().isPresent()) {
            to = earlier(to, encoded(request.toRow().get()));
        }
        if (request.throughRow().isPresent()) {
            to = earlier(to, behind(encoded(request.throughRow().get())));
        }
        if (request.resumeAfter().isPresent()) {
            byte[] key = request.resumeAfter().get().toByteArray();
            if (KeyEncoding.entityEndIndex(key, 0, key.length) < 0) {
                throw new InvalidArgumentException("this resume key did not come from a cursor of this store");
            }
            if (request.reverse()) {
                to = earlier(to, key);
            } else {
                from = later(from, behind(key));
            }
        }
        boolean empty = to.length > 0 && KeyOrder.compare(from, to) >= 0;
        return new ScanBounds(from, to, KindSet.of(request.kinds()), empty);
    }

    /** Returns whether all of callers' rows lie between the bounds. */
    boolean isAll() {
        return from == FIRST && to.length == 0;
    }

    /** Returns the part of the range that lies between two keys as well; empty ones are no bounds. */
    ScanBounds within(byte[] start, byte[] end) {
        byte[] least = later(from, start);
        byte[] most = end.length == 0 ? to : earlier(to, end);
        return new ScanBounds(least, most, kinds, most.length > 0 && KeyOrder.compare(least, most) >= 0);
    }

    /** Returns the place from which a walk finds a row of the range that is at or behind a key. */
    byte[] placeOf(RowKey row, ScanDirection direction) {
        byte[] key = encoded(row);
        // a walk back begins before its place
        return direction == ScanDirection.FORWARD ? later(from, key) : earlier(to, behind(key));
    }

    /** Returns whether an entry lies behind the range, for a walk in a direction. */
    boolean isPast(EntryRun run, int index, ScanDirection direction) {
        boolean forward = direction == ScanDirection.FORWARD;
        byte[] bound = forward ? to : from;
        if (bound.length == 0) {
            return false;
        }
        if (bound == FIRST) {
            return KeyEncoding.isHidden(run.keys(), run.keyOffset(index));
        }
        int order = KeyOrder.compare(run.keys(), run.keyOffset(index), run.keyLength(index), bound, 0, bound.length);
        return forward ? order >= 0 : order < 0;
    }

    /** Returns the key of a row. */
    static byte[] encoded(RowKey row) {
        return KeyEncoding.encode(
                row.entity().toByteArray(), row.kind().code(), row.qualifier().toByteArray());
    }

    /** Returns the first key behind a key. */
    private static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    private static byte[] later(byte[] a, byte[] b) {
        return KeyOrder.compare(a, b) >= 0 ? a : b;
    }

    private static byte[] earlier(byte[] a, byte[] b) {
        return a.length == 0 || KeyOrder.compare(b, a) < 0 ? b : a;
    }
}
