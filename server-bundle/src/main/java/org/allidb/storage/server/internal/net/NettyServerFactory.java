package org.allidb.storage.server.internal.net;

import java.util.ServiceLoader;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.bootstrap.ServiceLookup;
import org.allidb.storage.api.bootstrap.StorageServerFactory;
import org.allidb.storage.server.internal.http.Resources;
import org.allidb.storage.server.internal.rest.DoorResources;
import org.allidb.storage.server.internal.session.PlatformGate;
import org.allidb.storage.spi.http.HttpResource;

/** Opens the door of a program without a container. */
public final class NettyServerFactory implements StorageServerFactory {

    /** Called by {@link java.util.ServiceLoader}. */
    public NettyServerFactory() {}

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public StorageServer start(StoragePlatform platform) {
        PlatformGate gate = new PlatformGate();
        gate.open(platform);
        Resources resources = DoorResources.all();
        new ServiceLookup(NettyServerFactory.class)
                .all(loader -> ServiceLoader.load(HttpResource.class, loader))
                .forEach(resource -> resources.add(resource, 0));
        return NettyServer.start(gate, resources);
    }
}
