package org.allidb.storage.benchmarks.workload;

import java.util.Optional;
import java.util.SplittableRandom;
import org.allidb.storage.benchmarks.Metric;
import org.allidb.storage.benchmarks.data.Graph;
import org.allidb.storage.benchmarks.data.Order;
import org.allidb.storage.benchmarks.engine.GraphReader;
import org.allidb.storage.benchmarks.engine.GraphStore;

/**
 * Loads a {@link Graph} by batches, its edges in random order, then reads the neighbours of the neighbours of random vertices: about
 * eleven short scans a query. First with a cursor for each vertex, then with one that is moved.
 */
record TwoHops() implements Workload {

    /** A vertex has about as many edges. */
    private static final int DEGREE = 10;

    private static final int BATCH = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;

    @Override
    public String id() {
        return "two-hops";
    }

    @Override
    public void run(Run run) {
        Optional<GraphStore> opened = run.kind().openGraph(run.directory().resolve("graph"));
        if (opened.isEmpty()) {
            return;
        }
        Graph graph = new Graph(Math.max(1, run.scale().entries() / DEGREE));
        try (GraphStore store = opened.get()) {
            long start = System.nanoTime();
            load(graph, store);
            run.record(id() + "-load", Metric.RATE, graph.edges() * NANOS_PER_SECOND / (System.nanoTime() - start));
            store.settle();
            measure(run, graph, store, false, id());
            measure(run, graph, store, true, id() + "-moved");
        }
    }

    private static void measure(Run run, Graph graph, GraphStore store, boolean moving, String row) {
        Workers.warmedUp(1, run.scale().seconds(), thread -> new Query(graph, store.reader(moving), run.random(thread)))
                .record(run, row);
    }

    private static void load(Graph graph, GraphStore store) {
        int[] from = new int[graph.edges()];
        int[] to = new int[graph.edges()];
        int edge = 0;
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            for (int target : graph.targets(vertex)) {
                from[edge] = vertex;
                to[edge++] = target;
            }
        }
        int[] sources = new int[BATCH];
        int[] targets = new int[BATCH];
        int count = 0;
        for (int next : Order.random(graph.edges())) {
            sources[count] = from[next];
            targets[count++] = to[next];
            if (count == BATCH) {
                store.put(sources, targets, count);
                count = 0;
            }
        }
        store.put(sources, targets, count);
    }

    private static final class Query implements Workers.Operation {

        private final Graph graph;
        private final GraphReader reader;
        private final SplittableRandom random;
        private final int[] first = new int[Graph.MOST];
        private final int[] second = new int[Graph.MOST];

        Query(Graph graph, GraphReader reader, SplittableRandom random) {
            this.graph = graph;
            this.reader = reader;
            this.random = random;
        }

        @Override
        public long run() {
            int vertex = random.nextInt(graph.vertices());
            int neighbours = reader.neighbours(vertex, first);
            graph.verify(vertex, first, neighbours);
            for (int i = 0; i < neighbours; i++) {
                graph.verify(first[i], second, reader.neighbours(first[i], second));
            }
            return 1;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
