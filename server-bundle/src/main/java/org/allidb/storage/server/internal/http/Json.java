package org.allidb.storage.server.internal.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;

/**
 * Reads and writes JSON as maps, lists, {@code float[]}, texts, numbers and booleans. Objects of clients are shallow, and have each member
 * once. Thread-safe.
 */
public final class Json {

    /** The media type of lines of JSON. */
    public static final String LINES = "application/x-ndjson";

    private static final String MEDIA_TYPE = "application/json";

    private static final int MAX_DEPTH = 16;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private Json() {}

    /** Returns an answer with an object or array. */
    public static HttpAnswer answer(Object value) {
        return answer(MEDIA_TYPE, value);
    }

    /** Returns an answer with an object or array, of a media type that is JSON. */
    static HttpAnswer answer(String mediaType, Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writeLine(out, value);
        return HttpAnswer.of(mediaType, out.toByteArray());
    }

    /** Writes a value and the end of its line. */
    public static void writeLine(OutputStream out, Object value) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            try (JsonGenerator json = FACTORY.createGenerator(line)) {
                write(json, value);
            }
            line.write('\n');
            line.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> object -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> member : object.entrySet()) {
                    json.writeFieldName(String.valueOf(member.getKey()));
                    write(json, member.getValue());
                }
                json.writeEndObject();
            }
            case Iterable<?> array -> {
                json.writeStartArray();
                for (Object member : array) {
                    write(json, member);
                }
                json.writeEndArray();
            }
            case float[] components -> {
                json.writeStartArray();
                for (float component : components) {
                    json.writeNumber(component);
                }
                json.writeEndArray();
            }
            case Boolean yes -> json.writeBoolean(yes);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Float number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            default -> json.writeString(value.toString());
        }
    }

    /**
     * Reads the one object of a body.
     *
     * @throws HttpRefusedException if it is none
     */
    public static Map<String, Object> object(byte[] body) {
        List<Map<String, Object>> objects = objects(body);
        if (objects.size() != 1) {
            throw HttpRefusedException.badRequest("the body is one object of JSON");
        }
        return objects.getFirst();
    }

    /**
     * Reads the objects of a body, one after the other, as a rule one a line.
     *
     * @throws HttpRefusedException if it has something else
     */
    public static List<Map<String, Object>> objects(byte[] body) {
        List<Map<String, Object>> objects = new ArrayList<>();
        try (JsonParser json = FACTORY.createParser(body)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw HttpRefusedException.badRequest("object " + (objects.size() + 1) + " of the body is none");
                }
                objects.add(members(json));
            }
            return objects;
        } catch (JsonProcessingException e) {
            throw HttpRefusedException.badRequest(
                    "object " + (objects.size() + 1) + " of the body is no JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> members(JsonParser json) throws IOException {
        Map<String, Object> members = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            members.put(name, value(json));
        }
        return members;
    }

    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case START_OBJECT -> members(json);
            case START_ARRAY -> array(json);
            default ->
                throw HttpRefusedException.badRequest(
                        "null has no meaning here; leave a member out if there is nothing to say");
        };
    }

    /** Returns an array of numbers, which is a vector, or of texts. */
    private static Object array(JsonParser json) throws IOException {
        List<Object> values = new ArrayList<>();
        boolean numbers = true;
        while (json.nextToken() != JsonToken.END_ARRAY) {
            Object value = value(json);
            numbers &= value instanceof Number;
            values.add(value);
        }
        if (!numbers || values.isEmpty()) {
            return values;
        }
        float[] components = new float[values.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = ((Number) values.get(i)).floatValue();
        }
        return components;
    }

    /** Returns text as bytes. */
    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
