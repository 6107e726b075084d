package org.allidb.storage.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Immutable bytes, ordered as unsigned numbers. */
@ProviderType
public abstract sealed class ByteString implements Comparable<ByteString> permits EntityId, Qualifier, ResumeKey {

    final byte[] bytes;

    /** Takes the array over; subclasses copy what callers may change. */
    ByteString(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the number of bytes.
     *
     * @return at least 0
     */
    public final int length() {
        return bytes.length;
    }

    /**
     * Returns a copy of the bytes.
     *
     * @return an array of the caller's own
     */
    public final byte[] toByteArray() {
        return bytes.clone();
    }

    /**
     * Returns the bytes decoded as UTF-8.
     *
     * @return text, with replacement characters where the bytes are no UTF-8
     */
    public final String toText() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Override
    public final int compareTo(ByteString other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // an entity's id and a qualifier of the same bytes are not equal
    public final boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass() && Arrays.equals(bytes, ((ByteString) other).bytes);
    }

    @Override
    public final int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * Returns text if the bytes are printable UTF-8, else hexadecimal digits after {@code 0x}.
     *
     * @return a form for people
     */
    @Override
    public final String toString() {
        String text = toText();
        boolean printable = text.codePoints().noneMatch(c -> Character.isISOControl(c) || c == 0xFFFD);
        return printable ? text : "0x" + HexFormat.of().formatHex(bytes);
    }
}
