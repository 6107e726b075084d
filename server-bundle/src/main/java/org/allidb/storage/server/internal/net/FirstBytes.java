package org.allidb.storage.server.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.Consumer;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.session.ServerState;
import org.allidb.storage.server.internal.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Waits for what a client speaks. A command of Redis that a person types, {@code GET key}, and a request of HTTP begin alike: then the
 * end of the first line decides, which in HTTP is a version. Used by its event loop, but for the methods of {@link Connection}.
 */
final class FirstBytes extends ChannelInboundHandlerAdapter implements Connection {

    /** What a client speaks. */
    enum Protocol {
        RESP,
        HTTP
    }

    /** A first line that is longer is HTTP if it begins so; its own bounds see to it. */
    static final int MOST_UNDECIDED = 8_192;

    private static final int LONGEST_METHOD = 8;
    private static final Set<String> METHODS =
            Set.of("GET", "PUT", "POST", "HEAD", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PRI");

    private final Channel channel;
    private final Session session;
    private final Consumer<Protocol> decided;
    private final long born;
    private ByteBuf held = Unpooled.EMPTY_BUFFER;
    private volatile boolean isAmid;

    /**
     * At the beginning of a connection.
     *
     * @param decided puts the handlers of a protocol behind this one
     */
    FirstBytes(ServerState server, Channel channel, Session session, Consumer<Protocol> decided) {
        this.channel = channel;
        this.session = session;
        this.decided = decided;
        this.born = server.nanoTime();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (held.isReadable()) {
            ByteBuf both = Unpooled.buffer(held.readableBytes() + bytes.readableBytes());
            both.writeBytes(held).writeBytes(bytes);
            bytes.release();
            bytes = both;
        }
        byte[] start = new byte[Math.min(bytes.readableBytes(), MOST_UNDECIDED)];
        bytes.getBytes(bytes.readerIndex(), start);
        Protocol protocol = decide(new String(start, StandardCharsets.ISO_8859_1));
        if (protocol == null) {
            held = Unpooled.copiedBuffer(bytes);
            isAmid = true;
            bytes.release();
            return;
        }
        held = Unpooled.EMPTY_BUFFER;
        decided.accept(protocol);
        // behind this one by now
        context.fireChannelRead(bytes);
        context.pipeline().remove(this);
    }

    /** Returns what a client speaks that begins so; null if more must be seen. */
    static @Nullable Protocol decide(String start) {
        int end = start.indexOf('\n');
        String line = end < 0 ? start : start.substring(0, end);
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        boolean method = space < 0
                ? end < 0
                        && word.length() < LONGEST_METHOD
                        && METHODS.stream().anyMatch(known -> known.startsWith(word))
                : METHODS.contains(word);
        if (!method) {
            return Protocol.RESP;
        }
        if (end < 0) {
            return start.length() < MOST_UNDECIDED ? null : Protocol.HTTP;
        }
        String version = line.substring(line.lastIndexOf(' ') + 1).stripTrailing();
        return version.startsWith("HTTP/") ? Protocol.HTTP : Protocol.RESP;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        session.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelFuture _ = context.close();
    }

    @Override
    public void drainSoon() {
        closeNow();
    }

    @Override
    public void closeNow() {
        ChannelFuture _ = channel.close();
    }

    @Override
    public void checkTimes(long now, ServerOptions options) {
        boolean late = isAmid && Connection.isOver(now, born, options.requestSeconds())
                || session.isStranger() && Connection.isOver(now, born, options.authSeconds())
                || options.idleSeconds() > 0 && Connection.isOver(now, born, options.idleSeconds());
        if (late) {
            closeNow();
        }
    }
}
