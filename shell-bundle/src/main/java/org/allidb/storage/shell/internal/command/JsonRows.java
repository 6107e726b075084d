package org.allidb.storage.shell.internal.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Row;
import org.allidb.storage.api.text.RowFields;
import org.jspecify.annotations.Nullable;

/**
 * Rows as JSON objects, one after the other, as a rule one a line. {@link RowFields} has their fields. Used by one thread.
 *
 * <p>Errors are {@link InvalidArgumentException}s that name the line.
 */
final class JsonRows implements AutoCloseable {

    /** Where the parser says that something began; its line is enough. */
    private static final Pattern PLACE = Pattern.compile(" \\(start marker at .*\\)", Pattern.DOTALL);

    private final JsonParser json;
    private final String source;
    private long line;

    /**
     * Begins to read.
     *
     * @param in UTF-8; closed with this
     * @param source what is read, for messages
     */
    JsonRows(InputStream in, String source) throws IOException {
        this.source = source;
        this.json = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .createParser(in);
    }

    /** Returns the next row; null after the last one. */
    @Nullable
    Row next() throws IOException {
        try {
            JsonToken token = json.nextToken();
            if (token == null) {
                return null;
            }
            line = json.currentTokenLocation().getLineNr();
            if (token != JsonToken.START_OBJECT) {
                throw new InvalidArgumentException(
                        "a row is an object such as {\"entity\":\"alice\",\"value\":\"hello\"}");
            }
            return RowFields.of(object()).row();
        } catch (JsonProcessingException e) {
            line = e.getLocation().getLineNr();
            throw atLine(
                    "this is no JSON: " + PLACE.matcher(e.getOriginalMessage()).replaceAll(""), e);
        } catch (InvalidArgumentException e) {
            throw atLine(e.getMessage(), e);
        }
    }

    /** Returns the error of the row that was read last. */
    InvalidArgumentException atLine(@Nullable String what, Exception cause) {
        return new InvalidArgumentException(
                "line " + line + " of " + source + ": " + what + ". Nothing was loaded; mend the line and load again",
                cause);
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            fields.put(name, value(name));
        }
        return fields;
    }

    private Object value(String name) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            case START_ARRAY -> components(name);
            case START_OBJECT -> object();
            default ->
                throw new InvalidArgumentException(
                        "the field '" + name + "' is a text, a number, an object, or an array"
                                + " of numbers; leave it out if there is nothing to say");
        };
    }

    private float[] components(String name) throws IOException {
        List<Float> numbers = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (!json.currentToken().isNumeric()) {
                throw new InvalidArgumentException("the array '" + name + "' has something else than numbers");
            }
            numbers.add(json.getFloatValue());
        }
        float[] components = new float[numbers.size()];
        for (int i = 0; i < components.length; i++) {
            components[i] = numbers.get(i);
        }
        return components;
    }
}
