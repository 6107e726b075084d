package org.allidb.storage.server.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.allidb.storage.spi.http.HttpStream;

/** A stream on its way to a client, as chunks or as it is. Used by one thread at a time. */
final class StreamedBody implements AutoCloseable {

    private final HttpStream stream;
    private final boolean chunked;
    private boolean done;

    StreamedBody(HttpStream stream, boolean chunked) {
        this.stream = stream;
        this.chunked = chunked;
    }

    /** Returns the next piece as it is sent; possibly empty. Waits for what makes it. */
    byte[] next() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            done = !stream.writeNext(out);
        } catch (IOException e) {
            throw new UncheckedIOException("a stream failed; the client sees that its body is cut off", e);
        }
        byte[] piece = out.toByteArray();
        byte[] sent = chunked && piece.length > 0 ? AnswerHead.chunk(piece) : piece;
        if (!done) {
            return sent;
        }
        byte[] end = end();
        byte[] both = new byte[sent.length + end.length];
        System.arraycopy(sent, 0, both, 0, sent.length);
        System.arraycopy(end, 0, both, sent.length, end.length);
        return both;
    }

    /** Returns whether the last piece was made. */
    boolean isDone() {
        return done;
    }

    /** Returns what says that nothing follows. */
    byte[] end() {
        return chunked ? AnswerHead.LAST_CHUNK : new byte[0];
    }

    boolean isEndless() {
        return stream.isEndless();
    }

    @Override
    public void close() {
        stream.close();
    }
}
