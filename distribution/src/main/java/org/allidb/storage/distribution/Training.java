package org.allidb.storage.distribution;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * What clients ask of a server in its first minute, in small: from this run the JVM learns which classes and which compiled methods
 * the next one needs. An answer that is an error ends it, because a server that refuses everything teaches nothing.
 */
final class Training {

    /** Enough for the methods on the way of a request to be counted as hot, and a second of time. */
    private static final int ROUNDS = 500;

    private static final int WAIT_MILLIS = 60_000;

    private final URI door;

    Training(URI door) {
        this.door = door;
    }

    void run() throws IOException {
        resp();
        http("PUT /v1/tenants/default/values/http", "hello");
        http("GET /v1/tenants/default/values/http", "");
        http("GET /v1/caller", "");
        http("GET /health/ready", "");
        http("GET /metrics", "");
        http("GET /console/", "");
    }

    private void resp() throws IOException {
        StringBuilder commands = new StringBuilder("HELLO 3\r\nINFO\r\nCOMMAND\r\n");
        for (int i = 0; i < ROUNDS; i++) {
            String key = "key:" + i;
            commands.append("SET ").append(key).append(" value\r\n");
            commands.append("GET ").append(key).append("\r\n");
        }
        commands.append(
                "MSET a 1 b 2\r\nMGET a b\r\nINCR a\r\nEXPIRE a 100\r\nTTL a\r\nSCAN 0 COUNT 100\r\nDEL a b\r\n");
        commands.append("VADD face VALUES 2 1 0 alice\r\nVSIM face ELE alice\r\nQUIT\r\n");
        exchange(commands.toString())
                .lines()
                .filter(line -> line.startsWith("-"))
                .findFirst()
                .ifPresent(error -> {
                    throw new IllegalStateException("a command of Redis was answered " + error);
                });
    }

    private void http(String request, String body) throws IOException {
        String answer = exchange(request + " HTTP/1.1\r\nHost: " + door.getAuthority()
                + "\r\nConnection: close\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        String status = answer.lines().findFirst().orElse("nothing");
        if (!status.matches("HTTP/1\\.1 2\\d\\d.*")) {
            throw new IllegalStateException("'" + request + "' was answered " + status);
        }
    }

    /** Sends all at once, and returns what comes until the server closes the connection. */
    private String exchange(String text) throws IOException {
        try (Socket socket = new Socket(door.getHost(), door.getPort())) {
            socket.setSoTimeout(WAIT_MILLIS);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
