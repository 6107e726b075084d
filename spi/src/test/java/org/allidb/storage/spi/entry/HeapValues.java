package org.allidb.storage.spi.entry;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Values in a segment instead of a file.
 *
 * @param memory the segment
 */
record HeapValues(MemorySegment memory) implements ValueSource {

    static HeapValues of(byte... bytes) {
        return new HeapValues(MemorySegment.ofArray(bytes));
    }

    @Override
    public void copy(long offset, byte[] target, int targetOffset, int length) {
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, target, targetOffset, length);
    }
}
