package org.allidb.storage.api;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What is known of an entity itself; stored as importance (float32), created, updated (i64) and type (a string),
 * little-endian.
 */
@ProviderType
public final class MetaRow implements Row {

    private final EntityId entity;
    private final String type;
    private final float importance;
    private final long createdMillis;
    private final long updatedMillis;

    private MetaRow(EntityId entity, String type, float importance, long createdMillis, long updatedMillis) {
        this.entity = entity;
        this.type = type;
        this.importance = importance;
        this.createdMillis = createdMillis;
        this.updatedMillis = updatedMillis;
        if (!Float.isFinite(importance)) {
            throw new InvalidArgumentException("the importance of an entity is " + importance + "; it must be finite");
        }
    }

    /**
     * Makes what is known of an entity, of importance 0, created and updated at 1970-01-01T00:00Z.
     *
     * @param entity the entity
     * @param type what sort of entity it is
     * @return the row
     */
    public static MetaRow of(EntityId entity, String type) {
        return new MetaRow(entity, type, 0, 0, 0);
    }

    /**
     * Returns the same row with another importance.
     *
     * @param newImportance how important the entity is
     * @return the row
     * @throws InvalidArgumentException if it is not finite
     */
    public MetaRow withImportance(float newImportance) {
        return new MetaRow(entity, type, newImportance, createdMillis, updatedMillis);
    }

    /**
     * Returns the same row with other times.
     *
     * @param created when the entity came to be, in milliseconds since 1970-01-01T00:00Z
     * @param updated when it last changed, in milliseconds since 1970-01-01T00:00Z
     * @return the row
     */
    public MetaRow withTimes(long created, long updated) {
        return new MetaRow(entity, type, importance, created, updated);
    }

    static MetaRow decode(RowKey key, byte[] value) {
        return ValueCodec.decode(value, Kind.META, buffer -> {
            float importance = buffer.getFloat();
            long created = buffer.getLong();
            long updated = buffer.getLong();
            return new MetaRow(key.entity(), ValueCodec.text(buffer), importance, created, updated);
        });
    }

    @Override
    public EntityId entity() {
        return entity;
    }

    /** {@return what sort of entity it is} */
    public String type() {
        return type;
    }

    /** {@return how important the entity is; finite} */
    public float importance() {
        return importance;
    }

    /** {@return when the entity came to be, in milliseconds since 1970-01-01T00:00Z} */
    public long createdMillis() {
        return createdMillis;
    }

    /** {@return when the entity last changed, in milliseconds since 1970-01-01T00:00Z} */
    public long updatedMillis() {
        return updatedMillis;
    }

    @Override
    public RowKey key() {
        return RowKey.meta(entity);
    }

    @Override
    public byte[] encodedValue() {
        byte[] encoded = Texts.encode(type, "the type of an entity");
        var buffer = ValueCodec.buffer(Float.BYTES + 2 * Long.BYTES + Integer.BYTES + encoded.length);
        buffer.putFloat(importance).putLong(createdMillis).putLong(updatedMillis);
        ValueCodec.put(buffer, encoded);
        return buffer.array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof MetaRow row
                && entity.equals(row.entity)
                && type.equals(row.type)
                && Float.compare(importance, row.importance) == 0
                && createdMillis == row.createdMillis
                && updatedMillis == row.updatedMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(entity, type, importance, createdMillis, updatedMillis);
    }

    @Override
    public String toString() {
        return "META " + entity + " '" + type + "' of importance " + importance;
    }
}
