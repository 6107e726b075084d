package org.allidb.storage.benchmarks.engine;

/** Reads edges; used by one thread. */
public interface GraphReader extends AutoCloseable {

    /**
     * Reads where the edges of a vertex end.
     *
     * @param vertex where they start
     * @param targets receives the vertices, ascending; large enough
     * @return how many there are
     */
    int neighbours(int vertex, int[] targets);

    @Override
    void close();
}
