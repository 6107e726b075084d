package org.allidb.storage.benchmarks.engine;

import org.allidb.storage.benchmarks.data.Check;
import org.jspecify.annotations.Nullable;

/** Reads from an engine; used by one thread. */
public interface EntryReader extends AutoCloseable {

    /**
     * Reads an entry.
     *
     * @param key its key
     * @param check gets the value; its key is already set
     * @return whether it is there
     */
    boolean get(byte[] key, Check check);

    /**
     * Walks over entries in order.
     *
     * @param from where to start, inclusive; null for the first, or the last if in reverse
     * @param reverse whether to go down
     * @param limit how many entries at most
     * @param check gets every key and value
     * @return how many there were
     */
    long scan(byte @Nullable [] from, boolean reverse, long limit, Check check);

    @Override
    void close();
}
