/** The network door: RESP and HTTP on Netty. */
module org.allidb.storage.server {
    requires com.fasterxml.jackson.core;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires org.allidb.storage.api;
    requires org.allidb.storage.spi;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;
    requires static org.osgi.service.component.annotations;
    requires static osgi.core;

    uses org.allidb.storage.spi.http.HttpResource;

    provides org.allidb.storage.api.bootstrap.StorageServerFactory with
            org.allidb.storage.server.internal.net.NettyServerFactory;
}
