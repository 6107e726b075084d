package org.allidb.storage.api;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A row of one of the callers' own kinds. Stored as its bytes are. */
@ProviderType
public final class CustomRow implements Row {

    private final RowKey key;
    private final byte[] value;

    private CustomRow(RowKey key, byte[] value) {
        this.key = key;
        this.value = value;
    }

    /**
     * Returns a row.
     *
     * @param key its identity, of one of the callers' own kinds
     * @param value copied
     * @return the row
     * @throws InvalidArgumentException if the kind is a built-in one
     */
    public static CustomRow of(RowKey key, byte[] value) {
        if (key.kind().code() < 0x40) {
            throw new InvalidArgumentException(key.kind() + " is a built-in kind; use its own row type");
        }
        return new CustomRow(key, value.clone());
    }

    @Override
    public EntityId entity() {
        return key.entity();
    }

    @Override
    public RowKey key() {
        return key;
    }

    /**
     * Returns a copy of the bytes.
     *
     * @return an array of the caller's own
     */
    public byte[] value() {
        return value.clone();
    }

    @Override
    public byte[] encodedValue() {
        return value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CustomRow row && key.equals(row.key) && Arrays.equals(value, row.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return key.kind() + " " + key.entity() + " of " + value.length + " bytes";
    }
}
