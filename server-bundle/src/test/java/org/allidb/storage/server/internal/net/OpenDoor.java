package org.allidb.storage.server.internal.net;

import java.nio.file.Path;
import java.util.Map;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.access.AccessKeys;
import org.allidb.storage.api.access.AccessRole;
import org.allidb.storage.server.internal.http.Resources;
import org.allidb.storage.server.internal.rest.DoorResources;
import org.allidb.storage.server.internal.session.PlatformGate;
import org.allidb.storage.spi.http.HttpResource;

/** A platform with a door on a free port. */
final class OpenDoor implements AutoCloseable {

    private final StoragePlatform platform;
    private final StorageServer server;

    private OpenDoor(StoragePlatform platform, StorageServer server) {
        this.platform = platform;
        this.server = server;
    }

    static OpenDoor of(Path directory, Map<String, ?> parameters) {
        StoragePlatformBuilder builder =
                StoragePlatform.builder(directory).use(new FakeCluster()).set("server.port", 0);
        parameters.forEach(builder::set);
        StoragePlatform platform = builder.open();
        return new OpenDoor(platform, StorageServer.start(platform));
    }

    /** Returns one with resources beside its own. */
    static OpenDoor of(Path directory, Map<String, ?> parameters, HttpResource... more) {
        StoragePlatformBuilder builder =
                StoragePlatform.builder(directory).use(new FakeCluster()).set("server.port", 0);
        parameters.forEach(builder::set);
        StoragePlatform platform = builder.open();
        PlatformGate gate = new PlatformGate();
        gate.open(platform);
        Resources resources = DoorResources.all();
        for (HttpResource resource : more) {
            resources.add(resource, 0);
        }
        return new OpenDoor(platform, NettyServer.start(gate, resources));
    }

    StoragePlatform platform() {
        return platform;
    }

    StorageServer server() {
        return server;
    }

    Wire connect() {
        return Wire.open(server.address());
    }

    HttpWire http() {
        return HttpWire.open(server.address());
    }

    /** Returns a key of a tenant, which it creates if need be. */
    String key(String tenant, AccessRole role) {
        TenantId id = TenantId.of(tenant);
        platform.openOrCreate(id).close();
        return AccessKeys.of(platform).create(id, role, "").text();
    }

    @Override
    public void close() {
        server.close();
        platform.close();
    }
}
