package org.allidb.storage.benchmarks.data;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Copies every key and value into a new array, and checks the copies. Used by one thread. */
public final class Copies implements EntrySink {

    private final Check check;
    private byte[] key = {};
    private byte[] given = {};

    /**
     * Creates a sink.
     *
     * @param check looks at the copies
     */
    public Copies(Check check) {
        this.check = check;
    }

    @Override
    public byte[] key() {
        key = new byte[Keys.LENGTH];
        return key;
    }

    @Override
    public byte[] value(int length) {
        given = new byte[length];
        return given;
    }

    @Override
    public void value(byte[] value, int length) {
        take(value == given ? value : Arrays.copyOf(value, length));
    }

    @Override
    public void value(ByteBuffer value) {
        byte[] copy = new byte[value.remaining()];
        value.get(value.position(), copy);
        take(copy);
    }

    @Override
    public void value(MemorySegment value) {
        take(value.toArray(ValueLayout.JAVA_BYTE));
    }

    private void take(byte[] value) {
        System.arraycopy(key, 0, check.key(), 0, key.length);
        check.value(value, value.length);
    }
}
