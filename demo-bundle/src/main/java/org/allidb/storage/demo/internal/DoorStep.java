package org.allidb.storage.demo.internal;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.api.access.NewAccessKey;

/** The step that asks over the network: by a command of Redis, and over HTTP, with a key that reaches one tenant. */
final class DoorStep implements Step {

    private static final String HASH_MAP = "java/util/HashMap";
    private static final String COUNT = "3";

    private final StoragePlatform platform;
    private final Supplier<Optional<StorageServer>> doors;
    private final TenantId tenant;
    private final TenantId stranger;

    DoorStep(StoragePlatform platform, Supplier<Optional<StorageServer>> doors, TenantId tenant, TenantId stranger) {
        this.platform = platform;
        this.doors = doors;
        this.tenant = tenant;
        this.stranger = stranger;
    }

    @Override
    public String title() {
        return "the same over the network: a client of Redis, and HTTP, on one port";
    }

    @Override
    public void run(Stage stage) throws IOException {
        Optional<StorageServer> door = doors.get();
        if (door.isEmpty()) {
            stage.say("left out: the door is not open, as a rule because another program has its port (server.port)");
            return;
        }
        InetSocketAddress address = door.get().address();
        AccessKeys keys = AccessKeys.of(platform);
        NewAccessKey reader = keys.create(tenant, AccessRole.READER, "the demo's");
        try (DoorClient client = new DoorClient(address)) {
            stage.say("a key for a reader of '" + tenant + "', shown once: "
                    + reader.text().substring(0, reader.text().lastIndexOf('_')) + "_…");
            client.command("AUTH", tenant.value(), reader.text());
            nearest(stage, client, address.getPort());
            rows(stage, client, reader.text());
        } finally {
            keys.revoke(reader.key().id());
        }
        try (DoorClient client = new DoorClient(address)) {
            String answer =
                    client.command("AUTH", tenant.value(), reader.text()).getFirst();
            stage.check(answer.startsWith("WRONGPASS"), "the key is revoked, and opens nothing any more");
        }
    }

    private static void nearest(Stage stage, DoorClient client, int port) throws IOException {
        String question = "VSIM " + ClassRows.VECTOR_NAME + " ELE " + HASH_MAP + " COUNT " + COUNT;
        long start = System.nanoTime();
        List<String> found = client.command(question.split(" ", -1));
        stage.answer("redis-cli -p " + port + " " + question, String.join(", ", found), System.nanoTime() - start);
        stage.check(found.contains(HASH_MAP), "a client of Redis finds what the program found");
    }

    private void rows(Stage stage, DoorClient client, String key) throws IOException {
        String entity = "/entities/" + HASH_MAP.replace("/", "%2F");
        String path = "/v1/tenants/" + tenant + entity;
        long start = System.nanoTime();
        DoorClient.Answer own = client.get(path, key);
        stage.answer("curl …" + path, own.body().length() + " characters of JSON", System.nanoTime() - start);
        stage.check(own.body().contains("\"entity\":\"" + HASH_MAP + "\""), "its rows come over HTTP");
        int status = client.get("/v1/tenants/" + stranger + entity, key).status();
        stage.check(
                status == HttpURLConnection.HTTP_FORBIDDEN,
                "the key opens no other tenant: " + status + " for '" + stranger + "'");
    }
}
