package org.allidb.storage.server.internal.net;

import java.util.Optional;
import org.allidb.storage.server.internal.http.RequestHead;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpStream;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is sent.
 *
 * @param end how the end of its body is known
 * @param keepOpen whether the connection stays open behind it
 * @param hasBody whether its bytes are sent, and not its head alone
 * @param stream what makes its body; null if that is bytes
 */
record AnswerPlan(
        End end,
        boolean keepOpen,
        boolean hasBody,
        @Nullable StreamedBody stream) {

    /** How the end of a body is known. */
    enum End {
        /** By its length. */
        LENGTH,
        /** By an empty chunk. */
        CHUNK,
        /** By the end of the connection. */
        CONNECTION
    }

    /**
     * Decides how an answer is sent. A stream whose bytes are not wanted is closed.
     *
     * @param answer the answer
     * @param head the request; empty if it could not be read
     * @param keepOpen whether the connection may stay open
     */
    static AnswerPlan of(HttpAnswer answer, Optional<RequestHead> head, boolean keepOpen) {
        boolean hasBody = head.filter(RequestHead::isHead).isEmpty();
        boolean modern = head.map(wanted -> wanted.framing().modern()).orElse(false);
        HttpStream stream = answer.stream().orElse(null);
        if (stream == null) {
            return new AnswerPlan(End.LENGTH, keepOpen, hasBody, null);
        }
        End end = modern ? End.CHUNK : End.CONNECTION;
        if (!hasBody) {
            stream.close();
            return new AnswerPlan(end, keepOpen, false, null);
        }
        return new AnswerPlan(end, keepOpen && modern, true, new StreamedBody(stream, modern));
    }
}
