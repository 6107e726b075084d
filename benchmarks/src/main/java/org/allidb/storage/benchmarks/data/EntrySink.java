package org.allidb.storage.benchmarks.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * Takes what an engine reads. An engine hands values over in the form in which it has them, so that no engine pays for a
 * copy that its users would not make.
 */
public interface EntrySink {

    /** Returns where an engine copies the key of the next value to, if it was not given by the caller. */
    byte[] key();

    /** Returns where an engine copies the next value to that copies values anyway: an array of that length or more. */
    byte[] value(int length);

    /** Takes the value of {@link #key()} in the first bytes of an array. */
    void value(byte[] value, int length);

    /** Takes the value of {@link #key()} in a little-endian direct buffer, from its position to its limit. */
    void value(ByteBuffer value);

    /** Takes the value of {@link #key()} as a segment. */
    void value(MemorySegment value);
}
