package org.allidb.storage.api;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A chunk of text of an entity; stored as text (a string) and metadata (a string map), little-endian.
 *
 * @param entity whose it is
 * @param chunkId which of the entity's chunks; its UTF-8 form is the qualifier
 * @param text the text
 * @param metadata anything else
 */
@ProviderType
public record ChunkRow(EntityId entity, String chunkId, String text, Map<String, String> metadata) implements Row {

    /** Copies the metadata. */
    public ChunkRow {
        metadata = Map.copyOf(metadata);
    }

    /**
     * A chunk without metadata.
     *
     * @param entity whose it is
     * @param chunkId which of the entity's chunks
     * @param text the text
     * @return the row
     */
    public static ChunkRow of(EntityId entity, String chunkId, String text) {
        return new ChunkRow(entity, chunkId, text, Map.of());
    }

    static ChunkRow decode(RowKey key, byte[] value) {
        return ValueCodec.decode(
                value,
                Kind.CHUNK,
                buffer -> new ChunkRow(
                        key.entity(), key.qualifier().toText(), ValueCodec.text(buffer), ValueCodec.map(buffer)));
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
}
