package org.allidb.storage.benchmarks.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Adds up every word of every value: the cheapest way to touch all bytes of a vector. Used by one thread. */
public final class WordSum implements EntrySink {

    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final byte[] key = new byte[Keys.LENGTH];
    private long sum;
    private long bytes;

    @Override
    public byte[] key() {
        return key;
    }

    @Override
    public byte[] value(int length) {
        return new byte[length];
    }

    @Override
    public void value(byte[] value, int length) {
        value(MemorySegment.ofArray(value).asSlice(0, length));
    }

    @Override
    public void value(ByteBuffer value) {
        value(MemorySegment.ofBuffer(value));
    }

    @Override
    public void value(MemorySegment value) {
        long length = value.byteSize();
        sum += sum(value, length);
        bytes += length;
    }

    /** Returns the sum of the words of a segment, which are a multiple of four. */
    public static long sum(MemorySegment value, long length) {
        long one = 0;
        long two = 0;
        long three = 0;
        long four = 0;
        for (long at = 0; at < length; at += 4 * Long.BYTES) {
            one += value.get(WORD, at);
            two += value.get(WORD, at + Long.BYTES);
            three += value.get(WORD, at + 2 * Long.BYTES);
            four += value.get(WORD, at + 3 * Long.BYTES);
        }
        return one + two + three + four;
    }

    /** Returns the sum over all values. */
    public long sum() {
        return sum;
    }

    /** Bytes of all values. */
    public long bytes() {
        return bytes;
    }

    /** Starts from zero again. */
    public void reset() {
        sum = 0;
        bytes = 0;
    }
}
