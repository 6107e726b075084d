package org.allidb.storage.server.internal.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StorageServer;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.http.Resources;
import org.allidb.storage.server.internal.net.FirstBytes.Protocol;
import org.allidb.storage.server.internal.session.PlatformGate;
import org.allidb.storage.server.internal.session.ServerState;
import org.allidb.storage.server.internal.session.Session;
import org.allidb.storage.server.internal.tls.ClientCertificate;
import org.allidb.storage.server.internal.tls.DoorTls;
import org.jspecify.annotations.Nullable;

/** The listener with its event loops and its timer. Thread-safe. */
public final class NettyServer implements StorageServer {

    private static final int BACKLOG = 1_024;
    private static final int FIRST_READ = 2_048;
    private static final int LEAST_READ = 512;
    private static final int MOST_READ = 65_536;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(256 << 10, 1 << 20);
    private static final long LOOK_MILLIS = 10;
    private static final long GROUP_STOP_SECONDS = 2;

    private final ServerState server;
    private final EventLoopGroup loops;
    private final Resources resources;
    private final Optional<DoorTls> tls;
    private final Map<Channel, Connection> connections = new ConcurrentHashMap<>();
    /** How many beyond the most are asked what they speak. */
    private final AtomicInteger asked = new AtomicInteger();

    private final AtomicBoolean looking = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile @Nullable Channel listener;
    private volatile InetSocketAddress address;

    private NettyServer(
            ServerState server,
            Resources resources,
            Optional<DoorTls> tls,
            EventLoopGroup loops,
            InetSocketAddress wanted) {
        this.tls = tls;
        this.resources = resources;
        this.server = server;
        this.loops = loops;
        this.address = wanted;
    }

    /**
     * Opens the door.
     *
     * @param gate the platform behind it, which is there now
     * @param resources what it answers over HTTP
     * @return the open door
     * @throws InvalidArgumentException if the configuration does not allow it
     * @throws StorageIoException if the address cannot be bound
     */
    public static NettyServer start(PlatformGate gate, Resources resources) {
        ServerOptions options = gate.options();
        Optional<DoorTls> tls = DoorTls.of(options);
        InetSocketAddress wanted = address(options, tls.isPresent());
        int cores = Runtime.getRuntime().availableProcessors();
        int threads = options.eventLoops() > 0 ? options.eventLoops() : Math.max(1, cores / 2);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                threads, new DefaultThreadFactory("allidb-server", true), NioIoHandler.newFactory());
        NettyServer server =
                new NettyServer(new ServerState(gate, InstantSource.system()), resources, tls, loops, wanted);
        try {
            server.bind(wanted);
            return server;
        } catch (RuntimeException e) {
            Future<?> _ = loops.shutdownGracefully(0, GROUP_STOP_SECONDS, TimeUnit.SECONDS);
            throw e;
        }
    }

    private static InetSocketAddress address(ServerOptions options, boolean tls) {
        InetAddress address;
        try {
            address = InetAddress.getByName(options.address());
        } catch (UnknownHostException e) {
            throw new InvalidArgumentException(
                    "server.address is '" + options.address() + "', which is no address of this machine; use one, or"
                            + " 127.0.0.1",
                    e);
        }
        if (!address.isLoopbackAddress() && !tls && !options.plaintextOffLoopback()) {
            throw new InvalidArgumentException("server.address is '" + options.address()
                    + "', which other machines reach, and there is no TLS: keys and rows would cross the"
                    + " network in the clear. Set server.tls_certificate and server.tls_key, or"
                    + " server.plaintext_off_loopback to true");
        }
        return new InetSocketAddress(address, options.port());
    }

    private void bind(InetSocketAddress wanted) {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childOption(
                        ChannelOption.RECVBUF_ALLOCATOR,
                        new AdaptiveRecvByteBufAllocator(LEAST_READ, FIRST_READ, MOST_READ).maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                });
        ChannelFuture bound = bootstrap.bind(wanted).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            IOException reason = new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
            throw new StorageIoException(
                    "the door cannot listen on " + wanted.getAddress().getHostAddress() + ":" + wanted.getPort()
                            + ": is the port in use? Set server.port to another one, or to 0 for any",
                    reason);
        }
        listener = bound.channel();
        address = (InetSocketAddress) bound.channel().localAddress();
        Future<?> _ = loops.next().scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
    }

    private void accept(Channel channel) {
        ServerOptions options = server.gate().options();
        if (closed.get() || connections.size() >= options.maxConnections()) {
            if (tls.isPresent()) {
                ChannelFuture _ = channel.close();
                return;
            }
            OneTooMany.refuse(channel, asked);
            return;
        }
        boolean loopback = channel.remoteAddress() instanceof InetSocketAddress remote
                && remote.getAddress().isLoopbackAddress();
        Session session = server.newSession(loopback);
        FirstBytes first = new FirstBytes(server, channel, session, protocol -> speak(channel, session, protocol));
        connections.put(channel, first);
        channel.closeFuture().addListener(done -> connections.remove(channel));
        tls.ifPresent(side -> channel.pipeline().addLast(side.newHandler(channel.alloc(), options.authSeconds())));
        channel.pipeline().addLast(first);
    }

    private void speak(Channel channel, Session session, Protocol protocol) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler != null) {
            ClientCertificate.pass(handler.engine().getSession()).ifPresent(session::certify);
        }
        switch (protocol) {
            case RESP -> {
                RespConnection connection = new RespConnection(server, channel, session);
                connection.listen();
                connections.put(channel, connection);
                channel.pipeline().addLast(connection);
            }
            case HTTP -> {
                HttpConnection connection = new HttpConnection(server, channel, session, resources);
                connection.listen();
                connections.put(channel, connection);
                channel.pipeline().addLast(connection.decoder(), connection);
            }
        }
        if (closed.get()) {
            // it may have been put in place of one that was told to close
            Objects.requireNonNull(connections.get(channel)).drainSoon();
        }
    }

    /** Ends connections that do nothing, and looks on a thread of its own at what needs rows. */
    private void look() {
        long now = server.nanoTime();
        ServerOptions options = server.gate().options();
        connections.values().forEach(connection -> connection.checkTimes(now, options));
        if (looking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("allidb-server-keys").start(() -> {
                try {
                    server.gate().refresh();
                    tls.ifPresent(DoorTls::refresh);
                    server.endRevoked();
                    server.reportRefusals();
                } finally {
                    looking.set(false);
                }
            });
        }
    }

    /** Forgets the stores of a platform that goes; the door stays open. */
    public void forgetStores() {
        server.forgetStores();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Channel listening = listener;
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        connections.values().forEach(Connection::drainSoon);
        long end =
                server.nanoTime() + TimeUnit.MILLISECONDS.toNanos(server.gate().drainMillis());
        while (!connections.isEmpty() && server.nanoTime() - end < 0 && pause()) {
            // they send what they have to answer, and close
        }
        connections.values().forEach(Connection::closeNow);
        loops.shutdownGracefully(0, GROUP_STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
        server.forgetStores();
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
