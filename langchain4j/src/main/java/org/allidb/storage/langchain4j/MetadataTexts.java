package org.allidb.storage.langchain4j;

import dev.langchain4j.data.document.Metadata;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Metadata as the texts of a chunk, which other clients can read: each value as it is printed. If some are no strings, the types of
 * all stand under the empty key, which LangChain4j does not allow: one letter for each value, in the order of the keys.
 */
final class MetadataTexts {

    private static final String TYPES = "";
    private static final String ALL_STRINGS = "s*";

    private MetadataTexts() {}

    /** Returns the texts of metadata. */
    static Map<String, String> of(Metadata metadata) {
        Map<String, String> texts = new TreeMap<>();
        StringBuilder types = new StringBuilder();
        new TreeMap<>(metadata.toMap()).forEach((key, value) -> {
            texts.put(key, value.toString());
            types.append(type(key, value));
        });
        if (!types.toString().matches(ALL_STRINGS)) {
            texts.put(TYPES, types.toString());
        }
        return texts;
    }

    /** Returns the metadata of texts. */
    static Metadata metadata(Map<String, String> stored) {
        Map<String, String> texts = new TreeMap<>(stored);
        String types = texts.remove(TYPES);
        if (types == null) {
            return Metadata.from(texts);
        }
        if (types.length() != texts.size()) {
            throw unreadable(null);
        }
        Map<String, Object> values = new HashMap<>();
        int at = 0;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            values.put(text.getKey(), value(types.charAt(at++), text.getValue()));
        }
        return Metadata.from(values);
    }

    private static char type(String key, Object value) {
        return switch (value) {
            case String _ -> 's';
            case UUID _ -> 'u';
            case Integer _ -> 'i';
            case Long _ -> 'l';
            case Float _ -> 'f';
            case Double _ -> 'd';
            default ->
                throw new IllegalArgumentException("the metadata '" + key + "' is a "
                        + value.getClass().getName()
                        + "; use a String, UUID, Integer, Long, Float or Double");
        };
    }

    private static Object value(char type, String text) {
        try {
            return switch (type) {
                case 's' -> text;
                case 'u' -> UUID.fromString(text);
                case 'i' -> Integer.valueOf(text);
                case 'l' -> Long.valueOf(text);
                case 'f' -> Float.valueOf(text);
                case 'd' -> Double.valueOf(text);
                default -> throw unreadable(null);
            };
        } catch (IllegalArgumentException e) {
            throw unreadable(e);
        }
    }

    private static IllegalStateException unreadable(@Nullable Throwable cause) {
        return new IllegalStateException(
                "the metadata of an embedding does not fit its types under the empty key: another program has changed"
                        + " it; add the embedding again",
                cause);
    }
}
