package org.allidb.storage.api;

import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The id of a tenant: 1 to 63 of the ASCII characters {@code a-z}, {@code 0-9}, {@code _} and {@code -}, beginning with a letter
 * or digit. One such id is reserved: {@link #SYSTEM}.
 */
@ProviderType
public final class TenantId implements Comparable<TenantId> {

    /** The longest id in characters. */
    public static final int MAX_LENGTH = 63;

    /**
     * The tenant of the platform itself, which has the access keys. No text becomes this id by {@link #of}, so no name that a program
     * takes from its users reaches that tenant.
     */
    public static final TenantId SYSTEM = new TenantId("allidb-system");

    private final String value;

    private TenantId(String value) {
        if (value.isEmpty()) {
            throw new InvalidArgumentException("a tenant id must not be empty" + rule());
        }
        if (value.length() > MAX_LENGTH) {
            throw new InvalidArgumentException("a tenant id of " + value.length() + " characters is too long" + rule());
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            boolean alphanumeric = c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
            if (!alphanumeric && (i == 0 || c != '_' && c != '-')) {
                throw new InvalidArgumentException("a tenant id must not have the character "
                        + String.format("U+%04X", (int) c) + " at position " + i + rule());
            }
        }
        this.value = value;
    }

    /**
     * Makes a tenant id.
     *
     * @param value the id
     * @return the id as a value
     * @throws InvalidArgumentException if it is not allowed, or reserved
     */
    public static TenantId of(String value) {
        TenantId id = new TenantId(value);
        if (id.equals(SYSTEM)) {
            throw new InvalidArgumentException(
                    "the tenant id '" + value + "' is reserved for the platform; use another id");
        }
        return id;
    }

    /**
     * Makes a tenant id of what the storage itself has written: in a catalogue, a backup or the name of a directory. It may be
     * {@link #SYSTEM}. Not for ids that users give.
     *
     * @param value the id
     * @return the id as a value
     * @throws InvalidArgumentException if it is not allowed
     */
    public static TenantId stored(String value) {
        return new TenantId(value);
    }

    private static String rule() {
        return "; use 1 to 63 of a-z, 0-9, _ and -, beginning with a letter or digit";
    }

    /** {@return the id as a string} */
    public String value() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TenantId id && value.equals(id.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public int compareTo(TenantId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
