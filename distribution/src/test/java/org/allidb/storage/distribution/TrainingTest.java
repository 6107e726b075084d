package org.allidb.storage.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A server that refuses ends the run that trains: the JVM would learn how to refuse. */
class TrainingTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n\r\n";

    @Test
    void errorToACommandEndsTheRun() throws Exception {
        assertEquals(
                "a command of Redis was answered -NOAUTH present a key",
                failure("+OK\r\n-NOAUTH present a key\r\n", OK));
    }

    @Test
    void refusedRequestEndsTheRun() throws Exception {
        assertEquals(
                "'PUT /v1/tenants/default/values/http' was answered HTTP/1.1 401 Unauthorized",
                failure("+OK\r\n", "HTTP/1.1 401 Unauthorized\r\n\r\n"));
        assertEquals("'PUT /v1/tenants/default/values/http' was answered nothing", failure("+OK\r\n", ""));
    }

    /** Returns what the run says of a server that gives one answer to commands and one to requests. */
    private static String failure(String toCommands, String toRequests) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                answer(server, toCommands, "QUIT\r\n");
                answer(server, toRequests, "hello");
            });
            Training training = new Training(URI.create("http://127.0.0.1:" + server.getLocalPort()));
            return assertThrows(IllegalStateException.class, training::run).getMessage();
        }
    }

    private static void answer(ServerSocket server, String answer, String end) {
        try (Socket client = server.accept()) {
            StringBuilder taken = new StringBuilder();
            for (int c = 0; taken.indexOf(end) < 0 && c >= 0; taken.append((char) c)) {
                c = client.getInputStream().read();
            }
            client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // the run has ended before
        }
    }
}
