package org.allidb.storage.demo.internal;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.ReadView;
import org.allidb.storage.api.ScanRequest;

/** A search for the vectors that are most similar to a given one: it reads all of them in place. */
final class NearestVectors {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final float[] wanted;
    private final int count;
    private final PriorityQueue<Neighbour> best =
            new PriorityQueue<>(Comparator.comparingDouble(Neighbour::similarity));
    private long scanned;

    /** A vector and its cosine with the wanted one. */
    record Neighbour(EntityId entity, float similarity) {}

    /** Creates a search; all vectors must have length 1. */
    NearestVectors(float[] wanted, int count) {
        this.wanted = wanted.clone();
        this.count = count;
    }

    List<Neighbour> in(ReadView view) {
        try (Cursor cursor = view.scan(ScanRequest.all().kinds(Kind.VECTOR))) {
            while (cursor.next()) {
                scanned++;
                float similarity = cosine(cursor.value());
                if (best.size() < count || similarity > best.element().similarity()) {
                    best.add(new Neighbour(cursor.entity(), similarity));
                    if (best.size() > count) {
                        best.remove();
                    }
                }
            }
        }
        return best.stream()
                .sorted(Comparator.comparingDouble(Neighbour::similarity).reversed())
                .toList();
    }

    long scanned() {
        return scanned;
    }

    private float cosine(MemorySegment vector) {
        float sum = 0;
        for (int i = 0; i < wanted.length; i++) {
            sum += wanted[i] * vector.getAtIndex(FLOAT, i);
        }
        return sum;
    }
}
