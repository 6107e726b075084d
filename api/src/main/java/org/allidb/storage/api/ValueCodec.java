package org.allidb.storage.api;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The stored forms of strings and string maps, little-endian. A string is its length in bytes (u32) and its UTF-8
 * bytes. A map is its size (u32) and its keys and values in the order of the keys.
 */
final class ValueCodec {

    private ValueCodec() {}

    static int size(List<byte[]> texts) {
        int size = Integer.BYTES;
        for (byte[] text : texts) {
            size += Integer.BYTES + text.length;
        }
        return size;
    }

    /** Returns each key, followed by its value, in the order of the keys. */
    static List<byte[]> encode(Map<String, String> map, String what) {
        List<byte[]> encoded = new ArrayList<>(2 * map.size());
        new TreeMap<>(map).forEach((key, value) -> {
            encoded.add(Texts.encode(key, what));
            encoded.add(Texts.encode(value, what));
        });
        return encoded;
    }

    static ByteBuffer buffer(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    static void put(ByteBuffer buffer, List<byte[]> keysAndValues) {
        buffer.putInt(keysAndValues.size() / 2);
        keysAndValues.forEach(text -> put(buffer, text));
    }

    static void put(ByteBuffer buffer, byte[] text) {
        buffer.putInt(text.length).put(text);
    }

    /** Reads one value, and refuses bytes that are left over or missing. */
    static <T> T decode(byte[] value, Kind kind, Decoder<T> decoder) {
        ByteBuffer buffer = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        T decoded;
        try {
            decoded = decoder.decode(buffer);
        } catch (BufferUnderflowException | CharacterCodingException | IllegalArgumentException e) {
            throw new InvalidArgumentException("these " + value.length + " bytes are no " + kind + " row", e);
        }
        if (buffer.hasRemaining()) {
            throw new InvalidArgumentException(
                    "a " + kind + " row has " + buffer.remaining() + " bytes more than it should");
        }
        return decoded;
    }

    static String text(ByteBuffer buffer) throws CharacterCodingException {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(buffer.slice(buffer.position(), length));
        buffer.position(buffer.position() + length);
        return text.toString();
    }

    static Map<String, String> map(ByteBuffer buffer) throws CharacterCodingException {
        Map<String, String> map = new TreeMap<>();
        int size = buffer.getInt();
        if (size < 0 || size > buffer.remaining() / (2 * Integer.BYTES)) {
            throw new BufferUnderflowException();
        }
        for (int i = 0; i < size; i++) {
            map.put(text(buffer), text(buffer));
        }
        return map;
    }

    /** Reads a value out of a buffer. */
    interface Decoder<T> {
        T decode(ByteBuffer buffer) throws CharacterCodingException;
    }
}
