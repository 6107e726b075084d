package org.allidb.storage.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** The kind of a row. */
@ProviderType
public final class Kind implements Comparable<Kind> {

    /** A vector of float32 components. */
    public static final Kind VECTOR = new Kind((byte) 0x01);

    /** An edge to another entity. */
    public static final Kind EDGE = new Kind((byte) 0x02);

    /** A chunk of text. */
    public static final Kind CHUNK = new Kind((byte) 0x03);

    /** What is known of the entity itself. */
    public static final Kind META = new Kind((byte) 0x04);

    /** Plain bytes. */
    public static final Kind VALUE = new Kind((byte) 0x05);

    private final byte code;

    private Kind(byte code) {
        if ((code < 0x01 || code > 0x05) && code < 0x40) {
            throw new InvalidArgumentException(String.format(
                    "0x%02X is no kind; the built-in ones are 0x01 to 0x05, your own may be 0x40 to 0x7F", code));
        }
        this.code = code;
    }

    /**
     * Returns the kind of a code.
     *
     * @param code its code on disk: 0x01 to 0x05 for the built-in ones, 0x40 to 0x7F for callers' own
     * @return the kind
     * @throws InvalidArgumentException if the code is neither built in nor for callers' own
     */
    public static Kind of(byte code) {
        return new Kind(code);
    }

    /**
     * Returns a kind of the caller's own.
     *
     * @param code 0x40 to 0x7F
     * @return the kind
     * @throws InvalidArgumentException if the code is out of that range
     */
    public static Kind custom(int code) {
        if (code < 0x40 || code > 0x7F) {
            throw new InvalidArgumentException(
                    String.format("0x%02X is not for kinds of your own; use 0x40 to 0x7F", code));
        }
        return new Kind((byte) code);
    }

    /** {@return the code on disk} */
    public byte code() {
        return code;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Kind kind && code == kind.code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public int compareTo(Kind other) {
        return Byte.compare(code, other.code);
    }

    @Override
    public String toString() {
        return switch (code) {
            case 0x01 -> "VECTOR";
            case 0x02 -> "EDGE";
            case 0x03 -> "CHUNK";
            case 0x04 -> "META";
            case 0x05 -> "VALUE";
            default -> String.format("0x%02X", code);
        };
    }
}
