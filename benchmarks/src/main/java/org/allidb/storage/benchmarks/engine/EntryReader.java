package org.allidb.storage.benchmarks.engine;

import org.allidb.storage.benchmarks.data.EntrySink;
import org.jspecify.annotations.Nullable;

/** Reads from an engine; used by one thread. */
public interface EntryReader extends AutoCloseable {

    /**
     * Reads an entry.
     *
     * @param key its key
     * @param sink gets the value; its key is set by the caller
     * @return whether it is there
     */
    boolean get(byte[] key, EntrySink sink);

    /**
     * Reads an entry by the call that most programs make.
     *
     * @param key its key
     * @return its value, as a new array where the engine makes one; null if it is not there
     */
    byte @Nullable [] get(byte[] key);

    /**
     * Walks over entries in order.
     *
     * @param from where to start, inclusive; null for the first, or the last if in reverse
     * @param reverse whether to go down
     * @param limit how many entries at most
     * @param sink gets every key and value
     * @return how many there were
     */
    long scan(byte @Nullable [] from, boolean reverse, long limit, EntrySink sink);

    /**
     * Walks over the first entries of a range that is open, as a program does that sees by the entries where to end.
     *
     * @param from where to start, inclusive
     * @param count after how many to end
     * @param sink gets every key and value
     * @return how many there were
     */
    default long first(byte[] from, int count, EntrySink sink) {
        return scan(from, false, count, sink);
    }

    /**
     * Walks over all vectors, in place where the engine can.
     *
     * @param sink gets every key and the bytes of every vector
     * @return how many there were
     */
    default long scanVectors(EntrySink sink) {
        return scan(null, false, Long.MAX_VALUE, sink);
    }

    @Override
    void close();
}
