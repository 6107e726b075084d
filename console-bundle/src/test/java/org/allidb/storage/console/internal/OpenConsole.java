package org.allidb.storage.console.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;

/** A storage with its door, which finds the console by itself. */
final class OpenConsole implements AutoCloseable {

    private final StoragePlatform platform;
    private final StorageServer door;

    private OpenConsole(StoragePlatform platform, StorageServer door) {
        this.platform = platform;
        this.door = door;
    }

    /** What was answered. */
    record Answer(int status, String body, Map<String, String> headers) {}

    static OpenConsole in(Path directory) {
        StoragePlatform platform = StoragePlatform.builder(directory.resolve("data"))
                .set("server.port", 0)
                .set("server.backup_directory", directory.resolve("backups").toString())
                .open();
        return new OpenConsole(platform, StorageServer.start(platform));
    }

    StoragePlatform platform() {
        return platform;
    }

    String address(String path) {
        return "http://127.0.0.1:" + door.address().getPort() + path;
    }

    Answer get(String path, String key) throws IOException {
        return answer(open(path, key));
    }

    /** Returns the beginning of an answer that does not end. */
    String begin(String path, String key, String until) throws IOException {
        HttpURLConnection connection = open(path, key);
        StringBuilder text = new StringBuilder();
        try (InputStream in = connection.getInputStream()) {
            byte[] piece = new byte[8_192];
            while (text.indexOf(until) < 0) {
                int length = in.read(piece);
                if (length < 0) {
                    throw new IOException("it ended: " + text);
                }
                text.append(new String(piece, 0, length, StandardCharsets.UTF_8));
            }
        }
        return text.toString();
    }

    /** Returns the body of an answer that may have no end. */
    InputStream stream(String path, String key) throws IOException {
        return open(path, key).getInputStream();
    }

    private HttpURLConnection open(String path, String key) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(address(path)).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        if (!key.isEmpty()) {
            connection.setRequestProperty("Authorization", "Bearer " + key);
        }
        return connection;
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int status = connection.getResponseCode();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                headers.put(name, values.getFirst());
            }
        });
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            String body = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new Answer(status, body, headers);
        }
    }

    @Override
    public void close() {
        door.close();
        platform.close();
    }
}
