package org.allidb.storage.engine.internal.read;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.allidb.storage.api.VectorMetric;

/**
 * Distances of stored vectors from a wanted one. A sum is kept in parts, as many as fill the registers of a processor: the compiler
 * makes vector instructions of loops whose steps do not depend on each other, and of no others. Used by one thread at a time.
 */
final class VectorDistance {

    private static final ValueLayout.OfFloat COMPONENT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int PARTS = 64;

    private final VectorMetric metric;
    private final float[] wanted;
    private final float[] found;
    private final float[] sums = new float[PARTS];
    private final float[] squares = new float[PARTS];
    private final double wantedLength;

    /**
     * Creates distances from a vector.
     *
     * @param metric how near two vectors are
     * @param wanted the vector; not to be changed
     */
    VectorDistance(VectorMetric metric, float[] wanted) {
        this.metric = metric;
        this.wanted = wanted;
        this.found = wanted.clone();
        this.wantedLength = Math.sqrt(dotAndSquares());
    }

    /** Returns the bytes of a stored vector that can be compared. */
    int bytes() {
        return wanted.length * Float.BYTES;
    }

    /**
     * Returns the distance of a stored vector.
     *
     * @param stored its value, of as many components as those wanted
     */
    double of(byte[] stored) {
        MemorySegment.copy(MemorySegment.ofArray(stored), COMPONENT, 0, found, 0, found.length);
        return switch (metric) {
            case COSINE -> {
                double dot = dotAndSquares();
                double lengths = wantedLength * Math.sqrt(sum(squares));
                yield lengths == 0 ? 1 : Math.max(0, 1 - dot / lengths);
            }
            case DOT_PRODUCT -> -dot();
            case EUCLIDEAN -> Math.sqrt(squaresOfDifferences());
        };
    }

    private double dot() {
        Arrays.fill(sums, 0);
        int whole = found.length - found.length % PARTS;
        for (int at = 0; at < whole; at += PARTS) {
            for (int i = 0; i < PARTS; i++) {
                sums[i] += wanted[at + i] * found[at + i];
            }
        }
        for (int i = whole; i < found.length; i++) {
            sums[i - whole] += wanted[i] * found[i];
        }
        return sum(sums);
    }

    private double dotAndSquares() {
        Arrays.fill(sums, 0);
        Arrays.fill(squares, 0);
        int whole = found.length - found.length % PARTS;
        for (int at = 0; at < whole; at += PARTS) {
            for (int i = 0; i < PARTS; i++) {
                float component = found[at + i];
                sums[i] += wanted[at + i] * component;
                squares[i] += component * component;
            }
        }
        for (int i = whole; i < found.length; i++) {
            sums[i - whole] += wanted[i] * found[i];
            squares[i - whole] += found[i] * found[i];
        }
        return sum(sums);
    }

    private double squaresOfDifferences() {
        Arrays.fill(sums, 0);
        int whole = found.length - found.length % PARTS;
        for (int at = 0; at < whole; at += PARTS) {
            for (int i = 0; i < PARTS; i++) {
                float difference = wanted[at + i] - found[at + i];
                sums[i] += difference * difference;
            }
        }
        for (int i = whole; i < found.length; i++) {
            float difference = wanted[i] - found[i];
            sums[i - whole] += difference * difference;
        }
        return sum(sums);
    }

    private static double sum(float[] parts) {
        double sum = 0;
        for (float part : parts) {
            sum += part;
        }
        return sum;
    }
}
