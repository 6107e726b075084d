package org.allidb.storage.metamorphic;

import java.util.Set;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.ScanRequest;

/**
 * What a scan must show, in rows of the {@link Keyspace}.
 *
 * @param request what is asked for
 * @param from first row
 * @param to row after the last
 */
record ScanSpec(ScanRequest request, int from, int to) {

    static final ScanSpec ALL = new ScanSpec(ScanRequest.all(), 0, Keyspace.size());

    boolean wants(int row) {
        Set<Kind> kinds = request.kinds();
        return kinds.isEmpty() || kinds.contains(Keyspace.key(row).kind());
    }

    /** The row that comes first. */
    int first() {
        return request.reverse() ? to - 1 : from;
    }

    /** The row that comes first after a seek. */
    int clamp(int row) {
        return request.reverse() ? Math.min(row, to - 1) : Math.max(row, from);
    }

    /** The row that comes next. */
    int after(int row) {
        return request.reverse() ? row - 1 : row + 1;
    }

    boolean contains(int row) {
        return row >= from && row < to;
    }
}
