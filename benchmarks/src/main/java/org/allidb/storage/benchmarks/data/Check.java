package org.allidb.storage.benchmarks.data;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Looks at every byte that an engine returns. Used by one thread. */
public final class Check implements EntrySink {

    private final byte[] key = new byte[Keys.LENGTH];
    private final int valueLength;
    private byte[] value = {};
    private long seen;
    private long last = -1;

    /** Expects values of a length. */
    public Check(int valueLength) {
        this.valueLength = valueLength;
    }

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public byte[] value(int length) {
        if (value.length < length) {
            value = new byte[length];
        }
        return value;
    }

    @Override
    public void value(byte[] value, int length) {
        require(length == valueLength, "length");
        accept(Values.verified(value, length));
    }

    @Override
    public void value(ByteBuffer value) {
        require(value.remaining() == valueLength, "length");
        accept(Values.verified(value));
    }

    @Override
    public void value(MemorySegment value) {
        require(value.byteSize() == valueLength, "length");
        accept(Values.verified(value));
    }

    /** Returns how many values there were. */
    public long seen() {
        return seen;
    }

    /** Returns the index of the last value. */
    public long last() {
        return last;
    }

    /** Counts from zero again. */
    public void reset() {
        seen = 0;
        last = -1;
    }

    private void accept(long index) {
        require(index >= 0, "content");
        require(index == Keys.index(key), "key");
        seen++;
        last = index;
    }

    private void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("a value with a wrong " + what + " was read for key " + Keys.index(key));
        }
    }
}
