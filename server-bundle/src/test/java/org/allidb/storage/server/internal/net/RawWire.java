package org.allidb.storage.server.internal.net;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A connection that sends what it is told byte by byte. */
abstract class RawWire implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 60_000;

    final InputStream in;
    private final Socket socket;

    RawWire(InetSocketAddress address) {
        try {
            socket = new Socket();
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(address, PATIENCE_MILLIS);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void raw(String text) {
        raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    final void raw(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("half an answer: " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    /** Says that nothing follows. */
    final void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public final void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
