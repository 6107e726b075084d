package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The kind of a row.
 *
 * @param code its code on disk: 0x01 to 0x05 for the built-in ones, 0x40 to 0x7F for callers' own
 */
@ProviderType
public record Kind(byte code) implements Comparable<Kind> {

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

    /**
     * Checks the code.
     *
     * @throws InvalidArgumentException if it is neither built in nor for callers' own
     */
    public Kind {
        if ((code < 0x01 || code > 0x05) && code < 0x40) {
            throw new InvalidArgumentException(String.format(
                    "0x%02X is no kind; the built-in ones are 0x01 to 0x05, your own may be 0x40 to 0x7F", code));
        }
    }

    /**
     * A kind of the caller's own.
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
