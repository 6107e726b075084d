package org.allidb.storage.api;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** A chunk of text of an entity; stored as text (a string) and metadata (a string map), little-endian. */
@ProviderType
public final class ChunkRow implements Row {

    private final EntityId entity;
    private final String chunkId;
    private final String text;
    private final Map<String, String> metadata;

    private ChunkRow(EntityId entity, String chunkId, String text, Map<String, String> metadata) {
        this.entity = entity;
        this.chunkId = chunkId;
        this.text = text;
        this.metadata = Map.copyOf(metadata);
    }

    /**
     * Makes a chunk without metadata.
     *
     * @param entity whose it is
     * @param chunkId which of the entity's chunks; its UTF-8 form is the qualifier
     * @param text the text
     * @return the row
     */
    public static ChunkRow of(EntityId entity, String chunkId, String text) {
        return new ChunkRow(entity, chunkId, text, Map.of());
    }

    /**
     * Returns the same chunk with other metadata.
     *
     * @param newMetadata copied
     * @return the row
     */
    public ChunkRow withMetadata(Map<String, String> newMetadata) {
        return new ChunkRow(entity, chunkId, text, newMetadata);
    }

    static ChunkRow decode(RowKey key, byte[] value) {
        return ValueCodec.decode(
                value,
                Kind.CHUNK,
                buffer -> new ChunkRow(
                        key.entity(), key.qualifier().toText(), ValueCodec.text(buffer), ValueCodec.map(buffer)));
    }

    @Override
    public EntityId entity() {
        return entity;
    }

    /** {@return which of the entity's chunks it is} */
    public String chunkId() {
        return chunkId;
    }

    /** {@return the text} */
    public String text() {
        return text;
    }

    /** {@return the metadata, unmodifiable} */
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public RowKey key() {
        return RowKey.chunk(entity, chunkId);
    }

    @Override
    public byte[] encodedValue() {
        byte[] encoded = Texts.encode(text, "the text of a chunk");
        List<byte[]> map = ValueCodec.encode(metadata, "the metadata of a chunk");
        var buffer = ValueCodec.buffer(Integer.BYTES + encoded.length + ValueCodec.size(map));
        ValueCodec.put(buffer, encoded);
        ValueCodec.put(buffer, map);
        return buffer.array();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChunkRow row
                && entity.equals(row.entity)
                && chunkId.equals(row.chunkId)
                && text.equals(row.text)
                && metadata.equals(row.metadata);
    }

    @Override
    public int hashCode() {
        return Objects.hash(entity, chunkId, text, metadata);
    }

    @Override
    public String toString() {
        return "CHUNK " + entity + " '" + chunkId + "' of " + text.length() + " characters";
    }
}
