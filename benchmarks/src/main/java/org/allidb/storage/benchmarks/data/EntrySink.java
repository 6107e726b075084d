package org.allidb.storage.benchmarks.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A consumer of what an engine reads. An engine hands values over in its own form, so that no reader pays for a
 * copy that its users would not make.
 */
public interface EntrySink {

    /** Returns the array for the key of the next value, into which an engine copies keys that the caller did not name. */
    byte[] key();

    /** The value of {@link #key()} in the first bytes of an array. */
    void value(byte[] value, int length);

    /** The value of {@link #key()} in a little-endian direct buffer, from its position to its limit. */
    void value(ByteBuffer value);

    /** The value of {@link #key()} as a segment. */
    void value(MemorySegment value);
}
