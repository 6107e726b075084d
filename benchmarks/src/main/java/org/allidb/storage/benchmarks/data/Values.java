package org.allidb.storage.benchmarks.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Values that prove themselves: eight bytes of index and version, then words that follow from them and do not
 * compress. Every byte of a value is made, and checked, from the first eight.
 */
public final class Values {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int INDEX_BITS = 40;
    private static final long INDEX_MASK = (1L << INDEX_BITS) - 1;
    private static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private Values() {}

    /** Fills a whole array with the value that an entry has at a version. */
    public static void write(long index, int version, byte[] target) {
        long head = index | (long) version << INDEX_BITS;
        LONG.set(target, 0, head);
        long word = mix(head);
        int position = Long.BYTES;
        for (; position <= target.length - Long.BYTES; position += Long.BYTES) {
            LONG.set(target, position, word);
            word += STEP;
        }
        for (; position < target.length; position++) {
            target[position] = (byte) word;
            word >>>= Byte.SIZE;
        }
    }

    /** Returns the index that a value says it belongs to; -1 if any of its bytes is wrong. */
    public static long verified(byte[] value, int length) {
        long head = (long) LONG.get(value, 0);
        long word = mix(head);
        long wrong = 0;
        int position = Long.BYTES;
        for (; position <= length - Long.BYTES; position += Long.BYTES) {
            wrong |= (long) LONG.get(value, position) ^ word;
            word += STEP;
        }
        for (; position < length; position++) {
            wrong |= (byte) word ^ value[position];
            word >>>= Byte.SIZE;
        }
        return wrong == 0 ? head & INDEX_MASK : -1;
    }

    /** Verifies a little-endian buffer. */
    public static long verified(ByteBuffer value) {
        int start = value.position();
        int end = value.limit();
        long head = value.getLong(start);
        long word = mix(head);
        long wrong = 0;
        int position = start + Long.BYTES;
        for (; position <= end - Long.BYTES; position += Long.BYTES) {
            wrong |= value.getLong(position) ^ word;
            word += STEP;
        }
        for (; position < end; position++) {
            wrong |= (byte) word ^ value.get(position);
            word >>>= Byte.SIZE;
        }
        return wrong == 0 ? head & INDEX_MASK : -1;
    }

    /** Verifies a segment. */
    public static long verified(MemorySegment value) {
        long length = value.byteSize();
        long head = value.get(WORD, 0);
        long word = mix(head);
        long wrong = 0;
        long position = Long.BYTES;
        for (; position <= length - Long.BYTES; position += Long.BYTES) {
            wrong |= value.get(WORD, position) ^ word;
            word += STEP;
        }
        for (; position < length; position++) {
            wrong |= (byte) word ^ value.get(ValueLayout.JAVA_BYTE, position);
            word >>>= Byte.SIZE;
        }
        return wrong == 0 ? head & INDEX_MASK : -1;
    }

    private static long mix(long head) {
        long mixed = (head ^ head >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D0_49BB_1331_11EBL;
        return mixed ^ mixed >>> 31;
    }
}
