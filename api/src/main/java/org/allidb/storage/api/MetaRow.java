package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/**
 * What is known of an entity itself; stored as importance (float32), created, updated (i64) and type (a string),
 * little-endian.
 *
 * @param entity the entity
 * @param type what sort of entity it is
 * @param importance how important it is; finite
 * @param createdMillis when it came to be, in milliseconds since 1970-01-01T00:00Z
 * @param updatedMillis when it last changed, in milliseconds since 1970-01-01T00:00Z
 */
@ProviderType
public record MetaRow(EntityId entity, String type, float importance, long createdMillis, long updatedMillis)
        implements Row {

    /**
     * Checks the importance.
     *
     * @throws InvalidArgumentException if it is not finite
     */
    public MetaRow {
        if (!Float.isFinite(importance)) {
            throw new InvalidArgumentException("the importance of an entity is " + importance + "; it must be finite");
        }
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
}
