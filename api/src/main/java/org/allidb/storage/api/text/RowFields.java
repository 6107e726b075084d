package org.allidb.storage.api.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.ChunkRow;
import org.allidb.storage.api.CustomRow;
import org.allidb.storage.api.EdgeRow;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.MetaRow;
import org.allidb.storage.api.Qualifier;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.ValueRow;
import org.allidb.storage.api.VectorRow;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The fields of a row that is a JSON object: texts, numbers, arrays of numbers as {@code float[]}, objects as maps. One of them says which
 * kind it is. Used by one thread.
 *
 * <pre>
 *   {"entity":"alice","value":"hello"}
 *   {"entity":"alice","edge":"knows","target":"bob","weight":0.5,"properties":{"since":"2024"}}
 *   {"entity":"alice","vector":"face","components":[0.1,0.2,0.3]}
 *   {"entity":"alice","chunk":"1","text":"Once upon a time","metadata":{"page":"1"}}
 *   {"entity":"alice","meta":"person","importance":1,"created":1700000000000,"updated":1700000000000}
 *   {"entity":"alice","kind":64,"qualifier":"q","value":"of a kind of one's own"}
 * </pre>
 *
 * <p>Bytes that are no text have {@code _base64} behind the name of the field: {@code "value_base64":"AAE="}.
 */
@ProviderType
public final class RowFields {

    private static final String BASE64 = "_base64";

    /** What is left: a field that stays was not asked for. */
    private final Map<String, Object> fields;

    private RowFields(Map<String, Object> fields) {
        this.fields = new HashMap<>(fields);
    }

    /**
     * Returns the fields of an object.
     *
     * @param fields its members by name
     * @return the fields
     */
    public static RowFields of(Map<String, Object> fields) {
        return new RowFields(fields);
    }

    /**
     * Takes a field that is no part of the row.
     *
     * @param <T> its type
     * @param name its name
     * @param type its type, {@link String} or {@link Number}
     * @return its value; empty if it is not there
     * @throws InvalidArgumentException if it is of another type
     */
    public <T> Optional<T> take(String name, Class<T> type) {
        return fields.containsKey(name)
                ? Optional.of(require(name, type, type == String.class ? "a text" : "a number"))
                : Optional.empty();
    }

    /**
     * Returns the row.
     *
     * @return the row
     * @throws InvalidArgumentException if a field is missing, unknown or not of its type
     */
    public Row row() {
        Row row = of(EntityId.of(requireBytes("entity")));
        requireNothing();
        return row;
    }

    /**
     * Returns the key of a row of which no more is said: {@code {"entity":"alice","edge":"knows","target":"bob"}}.
     *
     * @return the key
     * @throws InvalidArgumentException if a field is missing, unknown or not of its type
     */
    public RowKey key() {
        EntityId entity = EntityId.of(requireBytes("entity"));
        RowKey key;
        if (fields.containsKey("edge")) {
            key = RowKey.edge(entity, requireText("edge"), EntityId.of(requireBytes("target")));
        } else if (fields.containsKey("vector")) {
            key = RowKey.vector(entity, requireText("vector"));
        } else if (fields.containsKey("chunk")) {
            key = RowKey.chunk(entity, requireText("chunk"));
        } else if (fields.remove("meta") != null) {
            key = RowKey.meta(entity);
        } else if (fields.containsKey("kind")) {
            key = custom(entity);
        } else {
            key = RowKey.value(entity);
        }
        requireNothing();
        return key;
    }

    private void requireNothing() {
        if (!fields.isEmpty()) {
            throw new InvalidArgumentException("the row has no use for the field '"
                    + fields.keySet().stream().sorted().findFirst().orElseThrow()
                    + "'; 'load --help' has those of each kind");
        }
    }

    private Row of(EntityId entity) {
        if (fields.containsKey("edge")) {
            return EdgeRow.of(entity, requireText("edge"), EntityId.of(requireBytes("target")))
                    .withWeight(number("weight", 1).floatValue())
                    .withProperties(texts("properties"));
        }
        if (fields.containsKey("vector")) {
            String name = requireText("vector");
            return VectorRow.of(entity, name, require("components", float[].class, "an array of numbers"));
        }
        if (fields.containsKey("chunk")) {
            return ChunkRow.of(entity, requireText("chunk"), requireText("text"))
                    .withMetadata(texts("metadata"));
        }
        if (fields.containsKey("meta")) {
            return MetaRow.of(entity, requireText("meta"))
                    .withImportance(number("importance", 0).floatValue())
                    .withTimes(
                            number("created", 0).longValue(),
                            number("updated", 0).longValue());
        }
        if (fields.containsKey("kind")) {
            RowKey key = custom(entity);
            return CustomRow.of(key, requireBytes("value"));
        }
        return ValueRow.of(entity, requireBytes("value"));
    }

    private RowKey custom(EntityId entity) {
        Kind kind = Kind.custom(require("kind", Number.class, "a number").intValue());
        byte[] qualifier = bytes("qualifier");
        return RowKey.of(entity, kind, qualifier == null ? Qualifier.NONE : Qualifier.of(qualifier));
    }

    /**
     * Returns the fields of a row, in the order in which they are written.
     *
     * @param row the row
     * @return the members of its object: texts, numbers, {@code float[]}, maps of texts
     */
    public static Map<String, Object> describe(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "entity", row.entity().toByteArray());
        switch (row) {
            case ValueRow value -> put(fields, "value", value.value());
            case EdgeRow edge -> {
                fields.put("edge", edge.relation());
                put(fields, "target", edge.target().toByteArray());
                fields.put("weight", edge.weight());
                if (!edge.properties().isEmpty()) {
                    fields.put("properties", edge.properties());
                }
            }
            case VectorRow vector -> {
                fields.put("vector", vector.name());
                fields.put("components", vector.components());
            }
            case ChunkRow chunk -> {
                fields.put("chunk", chunk.chunkId());
                fields.put("text", chunk.text());
                if (!chunk.metadata().isEmpty()) {
                    fields.put("metadata", chunk.metadata());
                }
            }
            case MetaRow meta -> {
                fields.put("meta", meta.type());
                fields.put("importance", meta.importance());
                fields.put("created", meta.createdMillis());
                fields.put("updated", meta.updatedMillis());
            }
            case CustomRow custom -> {
                fields.put("kind", Byte.toUnsignedInt(custom.key().kind().code()));
                put(fields, "qualifier", custom.key().qualifier().toByteArray());
                put(fields, "value", custom.encodedValue());
            }
        }
        return fields;
    }

    /**
     * Adds bytes to the fields of an object: as text if they are UTF-8, else in base64 under another name.
     *
     * @param fields the members by name
     * @param name the name
     * @param bytes the bytes
     */
    public static void put(Map<String, Object> fields, String name, byte[] bytes) {
        try {
            fields.put(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            fields.put(name + BASE64, Base64.getEncoder().encodeToString(bytes));
        }
    }

    private String requireText(String name) {
        return require(name, String.class, "a text");
    }

    private byte[] requireBytes(String name) {
        byte[] bytes = bytes(name);
        if (bytes == null) {
            throw new InvalidArgumentException(
                    "the row has no field '" + name + "'; 'load --help' has those of each kind");
        }
        return bytes;
    }

    private byte @Nullable [] bytes(String name) {
        if (fields.containsKey(name + BASE64)) {
            String encoded = requireText(name + BASE64);
            try {
                return Base64.getDecoder().decode(encoded);
            } catch (IllegalArgumentException e) {
                throw new InvalidArgumentException("the field '" + name + BASE64 + "' is not in base64", e);
            }
        }
        return fields.containsKey(name) ? requireText(name).getBytes(StandardCharsets.UTF_8) : null;
    }

    private Number number(String name, Number otherwise) {
        return fields.containsKey(name) ? require(name, Number.class, "a number") : otherwise;
    }

    private Map<String, String> texts(String name) {
        if (!fields.containsKey(name)) {
            return Map.of();
        }
        Map<String, String> texts = new HashMap<>();
        Map<?, ?> object = require(name, Map.class, "an object");
        object.forEach((key, value) -> {
            if (!(value instanceof String text)) {
                throw new InvalidArgumentException("'" + key + "' in '" + name + "' is a text");
            }
            texts.put((String) key, text);
        });
        return texts;
    }

    private <T> T require(String name, Class<T> type, String what) {
        Object value = fields.remove(name);
        if (value == null) {
            throw new InvalidArgumentException(
                    "the row has no field '" + name + "'; 'load --help' has those of each kind");
        }
        if (!type.isInstance(value)) {
            throw new InvalidArgumentException("the field '" + name + "' is " + what);
        }
        return type.cast(value);
    }
}
