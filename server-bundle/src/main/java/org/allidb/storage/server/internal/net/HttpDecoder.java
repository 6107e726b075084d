package org.allidb.storage.server.internal.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.allidb.storage.server.internal.http.HeadRules;
import org.allidb.storage.server.internal.http.RequestHead;
import org.allidb.storage.server.internal.session.ServerState;
import org.allidb.storage.spi.http.HttpRefusedException;

/** Netty's decoder of requests, as strict as it can be, with the time at which a request began to arrive. Used by the event loop of its
 * connection. */
final class HttpDecoder extends HttpRequestDecoder {

    /** The longest first line; entities with longer ids are reached by bodies. */
    static final int MAX_LINE = 16_384;
    /** The most bytes of all headers. */
    static final int MAX_HEADERS = 16_384;

    private static final int MAX_CHUNK = 65_536;

    private final ServerState server;
    private boolean timed = true;
    private volatile long since = Long.MAX_VALUE;

    /** A decoder at the beginning of a connection. */
    HttpDecoder(ServerState server) {
        super(new HttpDecoderConfig()
                .setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_HEADERS)
                .setMaxChunkSize(MAX_CHUNK)
                .setAllowDuplicateContentLengths(false)
                .setStrictLineParsing(true)
                .setUseRfc9112TransferEncoding(true)
                .setValidateHeaders(true));
        this.server = server;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (timed && since == Long.MAX_VALUE) {
            since = server.nanoTime();
        }
        super.channelRead(context, message);
    }

    /** Returns when the request began to arrive; {@link Long#MAX_VALUE} if none is on its way. Thread-safe. */
    long since() {
        return since;
    }

    /** Notes that a request is answered, and what follows has time. */
    void stopTime() {
        timed = false;
        since = Long.MAX_VALUE;
    }

    /**
     * Notes that the next request is waited for.
     *
     * @param arrived whether a part of it has been decoded
     */
    void startTime(boolean arrived) {
        timed = true;
        since = arrived || isAmid() ? server.nanoTime() : Long.MAX_VALUE;
    }

    /** Returns whether a part of something has arrived. */
    boolean isAmid() {
        return actualReadableBytes() > 0;
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        // both are left in the head, so that it is refused
    }

    /**
     * Returns the head of a request.
     *
     * @throws HttpRefusedException if it is not allowed
     */
    static RequestHead head(HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            throw refusal(request.decoderResult().cause());
        }
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        request.headers().iteratorAsString().forEachRemaining(headers::add);
        return HeadRules.check(
                request.method().name(),
                request.uri(),
                request.protocolVersion().text(),
                headers);
    }

    /** Returns the refusal of bytes that are no request. */
    static HttpRefusedException refusal(Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line ->
                new HttpRefusedException(
                        414,
                        "target-too-long",
                        "the first line of a request is at most " + MAX_LINE
                                + " bytes; use POST, and name long ids in the body",
                        Map.of());
            case TooLongHttpHeaderException header ->
                new HttpRefusedException(
                        431,
                        "headers-too-large",
                        "the headers of a request are at most " + MAX_HEADERS + " bytes; send fewer",
                        Map.of());
            default -> HttpRefusedException.badRequest("this is no request of HTTP/1.1 that the door takes");
        };
    }
}
