package org.allidb.storage.shell.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
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

/**
 * The fields of a row that is a JSON object. One of them says which kind it is, as an option of {@code put} does.
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
final class JsonRow {

    private static final String BASE64 = "_base64";

    /** What is left: a field that stays was not asked for. */
    private final Map<String, Object> fields;

    JsonRow(Map<String, Object> fields) {
        this.fields = new HashMap<>(fields);
    }

    /**
     * Returns the row.
     *
     * @throws InvalidArgumentException if a field is missing, unknown or not of its type
     */
    Row row() {
        Row row = of(EntityId.of(requireBytes("entity")));
        if (!fields.isEmpty()) {
            throw new InvalidArgumentException("the row has no use for the field '"
                    + fields.keySet().stream().sorted().findFirst().orElseThrow()
                    + "'; 'load --help' has those of each kind");
        }
        return row;
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
            Kind kind = Kind.custom(require("kind", Number.class, "a number").intValue());
            byte[] qualifier = bytes("qualifier");
            return CustomRow.of(
                    RowKey.of(entity, kind, qualifier == null ? Qualifier.NONE : Qualifier.of(qualifier)),
                    requireBytes("value"));
        }
        return ValueRow.of(entity, requireBytes("value"));
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
