package org.allidb.storage.server.internal.net;

import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.bootstrap.StorageServerFactory;
import org.allidb.storage.server.internal.session.PlatformGate;

/** Opens the door of a program without a container. */
public final class RespServerFactory implements StorageServerFactory {

    /** Called by {@link java.util.ServiceLoader}. */
    public RespServerFactory() {}

    @Override
    public String name() {
        return "netty";
    }

    @Override
    public StorageServer start(StoragePlatform platform) {
        PlatformGate gate = new PlatformGate();
        gate.open(platform);
        return RespServer.start(gate);
    }
}
