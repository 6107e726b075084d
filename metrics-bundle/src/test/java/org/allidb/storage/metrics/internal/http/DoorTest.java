package org.allidb.storage.metrics.internal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.metrics.internal.ParsedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scrape and a probe over the network door, which finds the resources by itself. */
class DoorTest {

    @TempDir
    private Path directory;

    private record Found(int status, String body) {}

    private static Found get(StorageServer door, String path, String accept) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + door.address().getPort() + path);
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setRequestProperty("Accept", accept);
        int status = connection.getResponseCode();
        try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Found(status, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void prometheusScrapesTheDoor() throws IOException {
        try (StoragePlatform platform =
                        StoragePlatform.builder(directory).set("server.port", 0).open();
                StorageServer door = StorageServer.start(platform)) {
            platform.openOrCreate(TenantId.of("acme")).close();
            Found found = get(
                    door,
                    "/metrics",
                    "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
            assertEquals(200, found.status());
            assertTrue(ParsedMetrics.ofOpenMetrics(found.body()).value("allidb_tenants") >= 1);
            assertEquals(404, get(door, "/metrics?tenant=nobody", "*/*").status());
            assertEquals(400, get(door, "/metrics?tenant=..", "*/*").status());
            assertEquals(
                    "{\"status\":\"ready\",\"reasons\":[],\"warnings\":[]}\n",
                    get(door, "/health/ready", "*/*").body());
            assertEquals(200, get(door, "/health/live", "*/*").status());
        }
    }
}
