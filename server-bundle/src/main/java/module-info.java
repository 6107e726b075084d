/** The network door: RESP on Netty. */
module org.allidb.storage.server {
    requires io.netty.buffer;
    requires io.netty.common;
    requires io.netty.transport;
    requires org.allidb.storage.api;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;

    provides org.allidb.storage.api.bootstrap.StorageServerFactory with
            org.allidb.storage.server.internal.net.RespServerFactory;
}
