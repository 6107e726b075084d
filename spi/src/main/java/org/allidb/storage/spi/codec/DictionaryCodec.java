package org.allidb.storage.spi.codec;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A codec that compresses small blocks better with a dictionary: bytes that many blocks have in common, which it finds itself in samples.
 * A table that has a dictionary stores it, and names the codec as ever.
 *
 * <ul>
 *   <li>Thread-safe, as every codec. A new codec of the same name reads what the one before it has written, with its dictionaries.
 *   <li>A dictionary is nothing but its bytes: {@link #withDictionary} works with those that another object of this codec has made, in
 *       another process, years before.
 *   <li>Whatever it throws is contained. When a table is written, it gets no dictionary; when one is read, the error names codec and
 *       table.
 * </ul>
 */
@ConsumerType
public interface DictionaryCodec extends Codec {

    /**
     * Makes a dictionary. The caller checks on other blocks whether it saves more bytes than it has, and uses it only then.
     *
     * @param samples blocks of a table, in the order of its keys; they belong to the caller and stay as they are
     * @param mostBytes the most bytes that the dictionary may have
     * @return the dictionary; empty if the samples are too few, or make none
     */
    byte[] trainDictionary(List<byte[]> samples, int mostBytes);

    /**
     * Returns this codec bound to a dictionary, for one table. What it holds outside of the heap is released when it is closed.
     *
     * @param dictionary the bytes that {@link #trainDictionary} returned; an array of its own
     * @return a new object each time
     * @throws IllegalArgumentException if the bytes are no dictionary
     */
    BoundCodec withDictionary(byte[] dictionary);
}
