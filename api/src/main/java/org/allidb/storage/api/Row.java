package org.allidb.storage.api;

import org.osgi.annotation.versioning.ProviderType;

/** A row: its identity and its content. Values are immutable; the arrays in them are copied in and out. */
@ProviderType
public sealed interface Row permits VectorRow, EdgeRow, ChunkRow, MetaRow, ValueRow, CustomRow {

    /**
     * Returns the entity that it belongs to.
     *
     * @return the entity's id
     */
    EntityId entity();

    /**
     * Returns the row's identity.
     *
     * @return entity, kind and qualifier
     */
    RowKey key();

    /**
     * Returns the content as it is stored; each kind's type draws it.
     *
     * @return an array of the caller's own
     */
    byte[] encodedValue();

    /**
     * Makes a row out of its stored form.
     *
     * @param key its identity
     * @param value its content as {@link #encodedValue()} gave it
     * @return the row
     * @throws InvalidArgumentException if the content does not fit the kind
     */
    static Row decode(RowKey key, byte[] value) {
        return switch (key.kind().code()) {
            case 0x01 -> VectorRow.decode(key, value);
            case 0x02 -> EdgeRow.decode(key, value);
            case 0x03 -> ChunkRow.decode(key, value);
            case 0x04 -> MetaRow.decode(key, value);
            case 0x05 -> ValueRow.of(key.entity(), value);
            default -> CustomRow.of(key, value);
        };
    }
}
