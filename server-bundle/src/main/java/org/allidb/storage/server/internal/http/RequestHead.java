package org.allidb.storage.server.internal.http;

import java.util.Map;
import java.util.Optional;

/**
 * What stands before the body of a request.
 *
 * @param method the method as it was sent
 * @param target path and query as they were sent
 * @param headers by name in lower case; several of one name are joined with commas
 * @param framing how long its body is, and what follows its answer
 */
public record RequestHead(String method, String target, Map<String, String> headers, Framing framing) {

    /** The method whose answer has no body. */
    static final String HEAD = "HEAD";

    /**
     * Where the request ends.
     *
     * @param length the bytes of the body; -1 if it comes in chunks
     * @param keepAlive whether the client sends another request behind the answer
     * @param modern whether it is HTTP/1.1, in which an answer may come in chunks
     * @param continued whether the client waits to be told that it may send the body
     */
    public record Framing(long length, boolean keepAlive, boolean modern, boolean continued) {}

    /** Returns a header. */
    Optional<String> header(String lowerCase) {
        return Optional.ofNullable(headers.get(lowerCase));
    }

    /** Returns whether the answer has no body, because the client wants to know its headers alone. */
    public boolean isHead() {
        return method.equals(HEAD);
    }
}
