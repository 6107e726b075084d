package org.allidb.storage.api;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Plain bytes of an entity: the store as an ordinary key-value store. Stored as they are. */
@ProviderType
public final class ValueRow implements Row {

    private final EntityId entity;
    private final byte[] value;

    private ValueRow(EntityId entity, byte[] value) {
        this.entity = entity;
        this.value = value;
    }

    /**
     * Returns a value.
     *
     * @param entity the entity
     * @param value copied
     * @return the row
     */
    public static ValueRow of(EntityId entity, byte[] value) {
        return new ValueRow(entity, value.clone());
    }

    @Override
    public EntityId entity() {
        return entity;
    }

    @Override
    public RowKey key() {
        return RowKey.value(entity);
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
        return other instanceof ValueRow row && entity.equals(row.entity) && Arrays.equals(value, row.value);
    }

    @Override
    public int hashCode() {
        return 31 * entity.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "VALUE " + entity + " of " + value.length + " bytes";
    }
}
