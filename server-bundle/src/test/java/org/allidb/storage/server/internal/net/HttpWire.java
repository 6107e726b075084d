package org.allidb.storage.server.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client of HTTP that sends what it is told byte by byte, and reads whole answers. */
final class HttpWire extends RawWire {

    private HttpWire(InetSocketAddress address) {
        super(address);
    }

    /**
     * An answer.
     *
     * @param status the status
     * @param headers by name in lower case
     * @param body the body as text
     */
    record Answer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** Returns the member of a problem. */
        String type() {
            return body.replaceAll("(?s).*\"type\":\"urn:allidb:problem:([a-z-]*)\".*", "$1");
        }
    }

    static HttpWire open(InetSocketAddress address) {
        return new HttpWire(address);
    }

    /** Sends a request without a body, and returns its answer. */
    Answer call(String methodAndTarget, String... headers) {
        send(methodAndTarget, headers);
        return read(!methodAndTarget.startsWith("HEAD "));
    }

    /** Sends a request with a body and a key, and returns its answer. */
    Answer callAs(String key, String method, String target, String body, String... headers) {
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        all[headers.length] = "Authorization: Bearer " + key;
        all[headers.length + 1] = "Content-Length: " + bytes.length;
        send(method + " " + target, all);
        raw(bytes);
        return read(!method.equals("HEAD"));
    }

    void send(String methodAndTarget, String... headers) {
        StringBuilder head = new StringBuilder(methodAndTarget).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        raw(head.append("\r\n").toString());
    }

    Answer read() {
        return read(true);
    }

    Answer read(boolean hasBody) {
        try {
            Answer head = head();
            boolean bare = !hasBody || head.status < 200 || head.status == 204 || head.status == 304;
            return bare ? head : new Answer(head.status, head.headers, body(head.headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads an answer up to its body, which may have no end. */
    Answer readHead() {
        try {
            return head();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer head() throws IOException {
        String status = line();
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new IOException("no HTTP: " + status);
        }
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, "");
    }

    private String body(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            for (int length = Integer.parseInt(line(), 16); length > 0; length = Integer.parseInt(line(), 16)) {
                body.writeBytes(bytes(length));
                line();
            }
            line();
        } else if (headers.containsKey("content-length")) {
            body.writeBytes(bytes(Integer.parseInt(headers.get("content-length"))));
        } else {
            in.transferTo(body);
        }
        return body.toString(StandardCharsets.UTF_8);
    }

    String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException(line.size() == 0 ? "closed" : "half an answer: " + line);
            }
            if (c == '\n') {
                return line.toString(StandardCharsets.UTF_8).stripTrailing();
            }
            line.write(c);
        }
    }

    /** Returns whether the server closes the connection and sends nothing more. */
    boolean isClosedByServer() {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
