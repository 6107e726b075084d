package org.allidb.storage.console.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.allidb.storage.spi.http.HttpAnswer;

/** Makes texts of JSON. */
final class Json {

    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Writes one object's fields. */
    @FunctionalInterface
    interface Fields {

        /** Writes them between the braces. */
        void write(JsonGenerator json) throws IOException;
    }

    /** Returns an object as text. */
    static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Returns an object as an answer that is not kept. */
    static HttpAnswer answer(Fields fields) {
        return HttpAnswer.of("application/json", object(fields)).withHeader("Cache-Control", "no-store");
    }
}
