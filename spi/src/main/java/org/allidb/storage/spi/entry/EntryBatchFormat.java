package org.allidb.storage.spi.entry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The numbers of an {@link EntryBatch} in its bytes: places in the header, flags, widths. */
final class EntryBatchFormat {

    static final int BASE_SEQUENCE = 0;
    static final int TIMESTAMP = 8;
    static final int COUNT = 16;
    static final int FLAGS = 20;

    /** The header's flag of a timestamp that the caller gave. */
    static final int CALLERS_TIMESTAMP = 1;
    /** The header's flag of a jump. */
    static final int JUMP = 2;

    /** The entry's flag of a timestamp of its own. */
    static final int TIMESTAMP_FLAG = 0x40;
    /** The entry's flag of an expiry. */
    static final int EXPIRY_FLAG = 0x80;
    /** The bits of an entry's first byte that are a code of {@link EntryType}. */
    static final int TYPE_MASK = 0x07;
    /** The bits of an entry's first byte that say nothing. */
    static final int UNUSED_BITS = ~(TYPE_MASK | TIMESTAMP_FLAG | EXPIRY_FLAG);

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private EntryBatchFormat() {}

    static long getLong(byte[] bytes, int at) {
        return (long) LONG.get(bytes, at);
    }

    static int getInt(byte[] bytes, int at) {
        return (int) INT.get(bytes, at);
    }

    /** Returns where the next field begins, as the other {@code put} methods do. */
    static int putLong(byte[] bytes, int at, long value) {
        LONG.set(bytes, at, value);
        return at + Long.BYTES;
    }

    static int putInt(byte[] bytes, int at, int value) {
        INT.set(bytes, at, value);
        return at + Integer.BYTES;
    }

    static int putVarint(byte[] bytes, int at, int value) {
        int rest = value;
        int index = at;
        while (rest > 0x7F) {
            bytes[index++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[index++] = (byte) rest;
        return index;
    }
}
