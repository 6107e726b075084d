package org.allidb.storage.server.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that shows what comes over the wire, as text: {@code (integer) 1}, {@code "text"}, {@code (error) ERR …}. */
final class Wire extends RawWire {

    private Wire(InetSocketAddress address) {
        super(address);
    }

    static Wire open(InetSocketAddress address) {
        return new Wire(address);
    }

    /** Sends a command, and returns the answer. */
    String call(String... words) {
        send(words);
        return read();
    }

    /** Sends a command of words that have no spaces, and returns the answer. */
    String line(String words) {
        return call(words.split(" ", -1));
    }

    void send(String... words) {
        byte[][] arguments = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            arguments[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        raw(encode(arguments));
    }

    static byte[] encode(byte[]... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(("*" + arguments.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (byte[] argument : arguments) {
            out.writeBytes(("$" + argument.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(argument);
            out.writeBytes(new byte[] {'\r', '\n'});
        }
        return out.toByteArray();
    }

    /** Returns the next answer. */
    String read() {
        try {
            return next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns whether the server closes the connection, after whatever answers. */
    boolean isClosedByServer() {
        try {
            while (in.read() >= 0) {
                // answers to what was sent before
            }
            return true;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String next() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+' -> rest;
            case '-' -> "(error) " + rest;
            case ':' -> "(integer) " + rest;
            case ',' -> "(double) " + rest;
            case '#' -> "(boolean) " + rest;
            case '_' -> "(null)";
            case '$' -> rest.equals("-1") ? "(nil)" : "\"" + body(Integer.parseInt(rest)) + "\"";
            case '=' -> "(verbatim) " + body(Integer.parseInt(rest));
            case '*' -> rest.equals("-1") ? "(nil array)" : all("[", Integer.parseInt(rest), "]");
            case '~' -> all("set[", Integer.parseInt(rest), "]");
            case '%' -> all("map[", 2 * Integer.parseInt(rest), "]");
            default -> throw new IOException("no RESP: " + line);
        };
    }

    private String all(String begin, int length, String end) throws IOException {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            parts.add(next());
        }
        return begin + String.join(", ", parts) + end;
    }

    private String body(int length) throws IOException {
        byte[] body = bytes(length);
        if (!line().isEmpty()) {
            throw new IOException("a bulk string does not end where it says");
        }
        return new String(body, StandardCharsets.UTF_8).replace("\0", "\\0");
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException(line.size() == 0 ? "closed" : "half an answer: " + line);
            }
            if (c == '\r') {
                if (in.read() != '\n') {
                    throw new IOException("a line that ends with CR alone");
                }
                return line.toString(StandardCharsets.UTF_8);
            }
            line.write(c);
        }
    }
}
