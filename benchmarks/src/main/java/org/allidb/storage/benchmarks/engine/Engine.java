package org.allidb.storage.benchmarks.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.CompletionStage;

/**
 * A store under test: an ordered map of bytes. All methods but {@link #close()} may be called by several threads.
 *
 * <ul>
 *   <li>Arrays that are handed in belong to the caller; an engine that keeps them copies them.
 *   <li>A write without {@code Sync} survives the end of the process as far as the engine can promise that, not a
 *       power cut. A synced write survives a power cut.
 * </ul>
 */
public interface Engine extends AutoCloseable {

    /** Writes an entry. */
    void put(byte[] key, byte[] value);

    /** Writes an entry that is on stable storage when this returns. */
    void putSync(byte[] key, byte[] value);

    /**
     * Returns whether a writer that waits for a sync holds no thread: virtual threads may write, and {@link #putAsync} works.
     * A virtual thread that waits in native code holds its carrier.
     */
    default boolean holdsNoThread() {
        return false;
    }

    /**
     * Writes an entry, and returns before it is on stable storage.
     *
     * @return completes when it is
     */
    default CompletionStage<?> putAsync(byte[] key, byte[] value) {
        throw new UnsupportedOperationException("no asynchronous puts");
    }

    /** Writes the first entries of two arrays, all or nothing. */
    void putBatch(byte[][] keys, byte[][] values, int count);

    /** Writes vectors, all or nothing, in the form that the engine has for them: plain little-endian bytes if it has none. */
    default void putVectors(byte[][] keys, float[][] vectors, int count) {
        byte[][] values = new byte[count][];
        for (int i = 0; i < count; i++) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(vectors[i].length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vectors[i]);
            values[i] = bytes.array();
        }
        putBatch(keys, values, count);
    }

    /** Returns whether the engine has a way of its own for many entries at once, {@link #bulkLoad}. */
    default boolean loadsInBulk() {
        return false;
    }

    /** Loads entries; they are on stable storage and can be read when this returns. */
    default void bulkLoad(EntrySource entries) {
        throw new UnsupportedOperationException("no bulk loads");
    }

    /** Deletes the first entries of an array, all or nothing. */
    void deleteBatch(byte[][] keys, int count);

    /** Deletes a range in the cheapest way that the engine has. */
    void deleteRange(byte[] from, byte[] to);

    /**
     * Opens a reader for one thread.
     *
     * @param following whether each call has to see what was written before it; otherwise the reader may stay at the
     *     state in which it was opened
     */
    EntryReader reader(boolean following);

    /** Writes what is in memory out to the engine's tables or pages. */
    void flush();

    /** Flushes, then waits until background work has nothing more to do. */
    void settle();

    @Override
    void close();
}
