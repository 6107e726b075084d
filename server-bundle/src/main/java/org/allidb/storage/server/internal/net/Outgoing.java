package org.allidb.storage.server.internal.net;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.session.ServerState;

/** What a connection sends, and how its end is said. Used by its event loop, but for the methods that say otherwise. */
final class Outgoing {

    /** Answers are handed over in pieces, so that it is seen whether the client reads. */
    private static final int PIECE = 256 << 10;

    private static final int LINGER_MILLIS = 200;

    private final ServerState server;
    private final Channel channel;
    private volatile long unwritten;
    private volatile long lastWritten;

    Outgoing(ServerState server, Channel channel) {
        this.server = server;
        this.channel = channel;
        this.lastWritten = server.nanoTime();
    }

    /** Sends the first bytes of an array, which is not changed any more. */
    void send(byte[] bytes, int size) {
        if (size == 0) {
            return;
        }
        if (unwritten == 0) {
            lastWritten = server.nanoTime();
        }
        long before = unwritten;
        unwritten = before + size;
        for (int from = 0; from < size; from += PIECE) {
            int length = Math.min(PIECE, size - from);
            channel.write(Unpooled.wrappedBuffer(bytes, from, length))
                    .addListener((ChannelFutureListener) written -> written(length));
        }
        channel.flush();
    }

    /** Notes that bytes were sent, or never will be. */
    private void written(int length) {
        lastWritten = server.nanoTime();
        long before = unwritten;
        unwritten = before - length;
    }

    /** Returns the bytes that the client has not taken. Thread-safe. */
    long unwritten() {
        return unwritten;
    }

    /** Returns whether the client has taken nothing for too long. Thread-safe. */
    boolean isStuck(long now, ServerOptions options) {
        return unwritten > 0 && Connection.isOver(now, lastWritten, options.outputSeconds());
    }

    /**
     * Says behind what was sent that nothing follows, reads for a moment what the client still sends, and closes. A socket that is
     * closed over unread bytes resets the connection, and the client may lose the last answers.
     */
    void finish(Runnable close) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> linger(close));
    }

    private void linger(Runnable close) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            ChannelFuture _ = tls.closeOutbound();
        } else if (channel instanceof DuplexChannel duplex) {
            ChannelFuture _ = duplex.shutdownOutput();
        }
        channel.config().setAutoRead(true);
        Future<?> _ = channel.eventLoop().schedule(close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
