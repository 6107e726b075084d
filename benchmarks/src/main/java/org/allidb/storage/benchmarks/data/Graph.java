package org.allidb.storage.benchmarks.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A directed graph whose out-degrees follow a power law with exponent 2.5, from 3 to 1,000, about ten on average; where an edge ends
 * is uniform. It is made anew from its seed, and remembers of each vertex what a reader must find.
 */
public final class Graph {

    /** The most edges that start at a vertex. */
    public static final int MOST = 1_000;

    private static final double LEAST = 3.6;
    private static final double EXPONENT = 2.5;
    private static final long SEED = 11;

    private final int vertices;
    private final int[] degrees;
    private final long[] sums;
    private final int edges;

    /** Makes a graph. */
    public Graph(int vertices) {
        this.vertices = vertices;
        this.degrees = new int[vertices];
        this.sums = new long[vertices];
        int count = 0;
        for (int vertex = 0; vertex < vertices; vertex++) {
            int[] targets = targets(vertex);
            degrees[vertex] = targets.length;
            sums[vertex] = sum(targets, targets.length);
            count += targets.length;
        }
        this.edges = count;
    }

    /** Returns how many vertices there are; they are numbered from 0 on. */
    public int vertices() {
        return vertices;
    }

    /** Returns how many edges there are. */
    public int edges() {
        return edges;
    }

    /** Returns where the edges of a vertex end, ascending. */
    public int[] targets(int vertex) {
        SplittableRandom random = new SplittableRandom(SEED + vertex);
        double degree = LEAST * Math.pow(1 - random.nextDouble(), -1 / (EXPONENT - 1));
        int[] targets = new int[(int) Math.min(degree, Math.min(MOST, vertices))];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = random.nextInt(vertices);
        }
        return Arrays.stream(targets).sorted().distinct().toArray();
    }

    /** Checks what a reader has found of a vertex. */
    public void verify(int vertex, int[] targets, int count) {
        if (count != degrees[vertex] || sum(targets, count) != sums[vertex]) {
            throw new IllegalStateException("vertex " + vertex + " has " + degrees[vertex] + " edges, and a scan gave "
                    + count + ", or others");
        }
    }

    private static long sum(int[] targets, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += targets[i];
        }
        return sum;
    }
}
