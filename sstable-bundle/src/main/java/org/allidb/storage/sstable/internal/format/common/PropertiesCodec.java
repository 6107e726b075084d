package org.allidb.storage.sstable.internal.format.common;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * The codec of a table's properties; the length of the file is not stored. The last two fields are when half of the rows will
 * have expired, and the hashes of the key sketch. Those that are 0 or empty are not stored if none follows: earlier tables do
 * not have them.
 */
public final class PropertiesCodec {

    /** The name of the table format, which tables store. */
    public static final String FORMAT = "block";

    private PropertiesCodec() {}

    /** Encodes properties. */
    public static byte[] encode(TableProperties p) {
        byte[] format = p.format().getBytes(StandardCharsets.UTF_8);
        byte[] codec = p.codec().getBytes(StandardCharsets.UTF_8);
        long[] hashes = p.keySketch().hashes();
        boolean isStored = p.halfExpiredMillis() != 0 || hashes.length > 0;
        int size = 14 * Long.BYTES
                + 4 * Integer.BYTES
                + format.length
                + codec.length
                + p.minKey().length
                + p.maxKey().length
                + (isStored ? Long.BYTES : 0)
                + hashes.length * Long.BYTES;
        ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(p.tableId()).putLong(p.tenantGeneration());
        put(buffer, format);
        put(buffer, codec);
        buffer.putLong(p.entries()).putLong(p.tombstones()).putLong(p.rangeTombstones());
        buffer.putLong(p.keyBytes()).putLong(p.valueBytes());
        put(buffer, p.minKey());
        put(buffer, p.maxKey());
        buffer.putLong(p.minTimestamp()).putLong(p.maxTimestamp());
        buffer.putLong(p.minSequence()).putLong(p.maxSequence());
        buffer.putLong(p.minExpiryMillis()).putLong(p.maxExpiryMillis());
        buffer.putLong(p.createdMillis());
        if (isStored) {
            buffer.putLong(p.halfExpiredMillis());
        }
        for (long hash : hashes) {
            buffer.putLong(hash);
        }
        return buffer.array();
    }

    /**
     * Decodes properties.
     *
     * @throws IllegalArgumentException if the bytes are no properties
     */
    public static TableProperties decode(byte[] bytes, long fileBytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            return TableProperties.of(buffer.getLong(), buffer.getLong())
                    .format(text(buffer), text(buffer))
                    .fileBytes(fileBytes)
                    .counts(buffer.getLong(), buffer.getLong(), buffer.getLong())
                    .bytes(buffer.getLong(), buffer.getLong())
                    .keys(bytes(buffer), bytes(buffer))
                    .timestamps(buffer.getLong(), buffer.getLong())
                    .sequences(buffer.getLong(), buffer.getLong())
                    .expiries(buffer.getLong(), buffer.getLong())
                    .created(buffer.getLong())
                    .halfExpired(buffer.hasRemaining() ? buffer.getLong() : 0)
                    .keySketch(sketch(buffer))
                    .build();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the properties are cut off", e);
        }
    }

    private static KeySketch sketch(ByteBuffer buffer) {
        if (buffer.remaining() % Long.BYTES != 0) {
            throw new IllegalArgumentException("the properties have bytes left over");
        }
        long[] hashes = new long[buffer.remaining() / Long.BYTES];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = buffer.getLong();
        }
        return KeySketch.of(hashes);
    }

    private static void put(ByteBuffer buffer, byte[] bytes) {
        buffer.putInt(bytes.length).put(bytes);
    }

    private static String text(ByteBuffer buffer) {
        return new String(bytes(buffer), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
