package org.allidb.storage.demo.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of the network door with nothing but sockets: it sends what {@code redis-cli} and {@code curl} send. */
final class DoorClient implements AutoCloseable {

    private static final int MILLIS = 10_000;

    private final InetSocketAddress door;
    private final Socket socket;
    private final InputStream in;

    /**
     * An answer over HTTP.
     *
     * @param status the status
     * @param body the body; empty if the status is an error
     */
    record Answer(int status, String body) {}

    /** Connects. */
    DoorClient(InetSocketAddress door) throws IOException {
        this.door = door;
        this.socket = new Socket(door.getAddress(), door.getPort());
        socket.setSoTimeout(MILLIS);
        this.in = socket.getInputStream();
    }

    /** Carries out a command of Redis; returns the texts of its answer, which is one text or a list of texts, or an error. */
    List<String> command(String... words) throws IOException {
        StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            int length = word.getBytes(StandardCharsets.UTF_8).length;
            request.append('$').append(length).append("\r\n").append(word).append("\r\n");
        }
        OutputStream out = socket.getOutputStream();
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
        List<String> texts = new ArrayList<>();
        read(texts);
        return texts;
    }

    private void read(List<String> texts) throws IOException {
        String line = line();
        switch (line.charAt(0)) {
            case '*' -> {
                int elements = Integer.parseInt(line.substring(1));
                for (int i = 0; i < elements; i++) {
                    read(texts);
                }
            }
            case '$' -> {
                byte[] text = in.readNBytes(Integer.parseInt(line.substring(1)));
                texts.add(new String(text, StandardCharsets.UTF_8));
                line();
            }
            default -> texts.add(line.substring(1));
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new IOException("the door closed the connection");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).strip();
    }

    /** Gets a resource over HTTP. */
    Answer get(String path, String key) throws IOException {
        String address = door.getAddress().getHostAddress();
        URI uri = URI.create(
                "http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + door.getPort() + path);
        HttpURLConnection request = (HttpURLConnection) uri.toURL().openConnection();
        request.setReadTimeout(MILLIS);
        request.setRequestProperty("Authorization", "Bearer " + key);
        try {
            int status = request.getResponseCode();
            if (status >= HttpURLConnection.HTTP_BAD_REQUEST) {
                return new Answer(status, "");
            }
            try (InputStream body = request.getInputStream()) {
                return new Answer(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        } finally {
            request.disconnect();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
