package org.allidb.storage.benchmarks.engine;

/** A store of a graph's edges of one relation, each with eight bytes of content. Written and opened by one thread. */
public interface GraphStore extends AutoCloseable {

    /** Writes the first edges of two arrays, all or nothing. */
    void put(int[] sources, int[] targets, int count);

    /**
     * Opens a reader for one thread.
     *
     * @param moving whether one cursor is moved from vertex to vertex, instead of one opened for each
     */
    GraphReader reader(boolean moving);

    /** Writes out what is in memory, and waits until background work has nothing more to do. */
    void settle();

    @Override
    void close();
}
