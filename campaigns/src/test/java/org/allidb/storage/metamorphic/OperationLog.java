package org.allidb.storage.metamorphic;

import org.jspecify.annotations.Nullable;

/**
 * What the operations of a run did and answered: as text on request, always as one number. Two runs of
 * one seed have the same log, byte for byte.
 */
final class OperationLog {

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final @Nullable StringBuilder text;
    private long digest;

    /** A log that is only a number. */
    static OperationLog digest() {
        return new OperationLog(null);
    }

    /** A log that can be read. */
    static OperationLog text() {
        return new OperationLog(new StringBuilder());
    }

    private OperationLog(@Nullable StringBuilder text) {
        this.text = text;
    }

    void begin(int number, Operation operation) {
        mix(operation.kind().ordinal());
        if (text != null) {
            text.append('\n').append(number).append(' ').append(operation.kind());
        }
    }

    void note(String what, long value) {
        mix(what.hashCode());
        mix(value);
        if (text != null) {
            text.append(' ').append(what).append('=').append(value);
        }
    }

    void note(String what) {
        mix(what.hashCode());
        if (text != null) {
            text.append(' ').append(what);
        }
    }

    /** The number. */
    long value() {
        return digest;
    }

    @Override
    public String toString() {
        return text == null ? Long.toHexString(digest) : text.toString();
    }

    private void mix(long value) {
        digest = (Long.rotateLeft(digest, 23) ^ value) * PRIME;
    }
}
