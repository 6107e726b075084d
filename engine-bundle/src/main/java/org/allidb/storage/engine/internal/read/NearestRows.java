package org.allidb.storage.engine.internal.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.allidb.storage.api.Neighbour;
import org.allidb.storage.api.Neighbours;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.VectorSearch;
import org.allidb.storage.engine.internal.value.NeighbourValue;
import org.allidb.storage.engine.internal.value.NeighboursValue;

/** An exact search for the nearest vectors: a scan that keeps the best of the rows that it passes. Used once. */
final class NearestRows {

    /** The farthest on top; of equal ones the one that came last. */
    private static final Comparator<Found> FARTHEST = Comparator.comparingDouble(Found::distance)
            .thenComparingLong(Found::place)
            .reversed();

    private final VectorSearch search;
    private final byte[] qualifier;
    private final VectorDistance distance;
    private final byte[] stored;
    private final PriorityQueue<Found> best;
    private long compared;
    private long otherDimension;

    private record Found(RowKey key, double distance, long place) {}

    NearestRows(VectorSearch search) {
        this.search = search;
        this.qualifier = Qualifier.of(search.name()).toByteArray();
        this.distance = new VectorDistance(search.metric(), search.components());
        this.stored = new byte[distance.bytes()];
        this.best = new PriorityQueue<>(FARTHEST);
    }

    /** Returns which rows are walked over. */
    ScanRequest rows() {
        ScanRequest all = ScanRequest.all().kinds(search.kind());
        return search.prefix().map(all::prefix).orElse(all);
    }

    /** Walks over the rows. */
    Neighbours among(KeyedCursor cursor) {
        while (cursor.next()) {
            if (!cursor.hasQualifier(qualifier)) {
                continue;
            }
            if (cursor.valueLength() != distance.bytes()) {
                otherDimension++;
                continue;
            }
            compared++;
            // a copy: a device that fails under a mapping ends more than this search
            cursor.copyValue(stored, 0);
            double far = distance.of(stored);
            if (best.size() < search.count() || far < best.element().distance()) {
                keepIfAccepted(RowKey.of(cursor.entity(), cursor.kind(), cursor.qualifier()), far);
            }
        }
        List<Neighbour> nearest = new ArrayList<>(best.size());
        while (!best.isEmpty()) {
            Found next = best.remove();
            nearest.add(new NeighbourValue(next.key(), next.distance()));
        }
        return new NeighboursValue(List.copyOf(nearest.reversed()), compared, otherDimension);
    }

    private void keepIfAccepted(RowKey key, double far) {
        if (search.filter().isPresent() && !search.filter().get().test(key)) {
            return;
        }
        if (best.size() == search.count()) {
            best.remove();
        }
        best.add(new Found(key, far, compared));
    }
}
