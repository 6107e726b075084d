package org.allidb.storage.distribution.cluster;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A client of Redis' protocol, as small as the demo needs it. Used by one thread. */
final class RespClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;
    private static final byte[] END = {'\r', '\n'};

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RespClient(int port) throws IOException {
        socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** What the server refused. */
    static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * Sends commands and reads their answers.
     *
     * @return the last answer
     * @throws RefusedException if one was refused, when all answers were read
     */
    String call(List<List<String>> commands) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        for (List<String> command : commands) {
            request.writeBytes(("*" + command.size() + "\r\n").getBytes(StandardCharsets.UTF_8));
            for (String word : command) {
                byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
                request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
                request.writeBytes(bytes);
                request.writeBytes(END);
            }
        }
        request.writeTo(out);
        out.flush();
        String answer = "";
        String refusal = "";
        for (int i = 0; i < commands.size(); i++) {
            try {
                answer = answer();
            } catch (RefusedException e) {
                refusal = String.valueOf(e.getMessage());
            }
        }
        if (!refusal.isEmpty()) {
            throw new RefusedException(refusal);
        }
        return answer;
    }

    /** Sends one command and reads its answer; an absent value is empty. */
    String call(String... command) throws IOException {
        return call(List.of(List.of(command)));
    }

    private String answer() throws IOException {
        String line = line();
        return switch (line.charAt(0)) {
            case '+', ':' -> line.substring(1);
            case '-' -> throw new RefusedException(line.substring(1));
            case '$' -> bulk(Integer.parseInt(line.substring(1)));
            default -> throw new IOException("an answer that is not expected: " + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        byte[] bytes = in.readNBytes(length);
        line();
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server has closed the connection");
            }
            line.write(next);
        }
        if (in.read() != '\n') {
            throw new IOException("a line that does not end");
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
