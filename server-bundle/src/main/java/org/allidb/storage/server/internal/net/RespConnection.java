package org.allidb.storage.server.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.protocol.ProtocolException;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.Request;
import org.allidb.storage.server.internal.protocol.RequestDecoder;
import org.allidb.storage.server.internal.session.ServerState;
import org.allidb.storage.server.internal.session.Session;
import org.allidb.storage.server.internal.session.Turn;
import org.jspecify.annotations.Nullable;

/**
 * A connection. What need not wait is carried out on its event loop; what may has a virtual thread, one turn at a time, and nothing
 * more is read meanwhile than has arrived. Nothing is carried out either while the client does not read what it was answered: that is
 * the back-pressure. Used by its event loop, but for the methods that say otherwise.
 */
final class RespConnection extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = System.getLogger(RespConnection.class.getName());
    private static final int LINGER_MILLIS = 200;
    /** Answers are handed over in pieces, so that it is seen whether the client reads. */
    private static final int PIECE = 256 << 10;

    private final ServerState server;
    private final Session session;
    private final Turn turn;
    private final RequestDecoder decoder;
    private final Channel channel;

    private final Deque<Request> waiting = new ArrayDeque<>();
    private final Deque<Request> underWay = new ArrayDeque<>();
    private long waitingBytes;
    private long turnBytes;
    private boolean draining;
    private boolean closing;
    private boolean resp3;
    private @Nullable String protocolError;

    private volatile boolean busy;
    private volatile long unwritten;
    private final long born;
    private volatile long lastRead;
    private volatile long lastWritten;
    private volatile long commandSince = Long.MAX_VALUE;

    RespConnection(ServerState server, Channel channel, boolean loopback) {
        this.server = server;
        this.channel = channel;
        this.session = server.newSession(loopback);
        this.turn = new Turn(server, session);
        this.decoder = new RequestDecoder(session::limits);
        this.born = server.nanoTime();
        this.lastRead = born;
        this.lastWritten = born;
    }

    /** Has it close when its key is revoked. */
    void listen() {
        session.onEnd(this::drainSoon);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            lastRead = server.nanoTime();
            if (protocolError == null && !draining && !closing) {
                for (ByteBuffer each : bytes.nioBuffers()) {
                    decoder.take(each, this::arrived);
                }
                commandSince = decoder.isAmid() ? Math.min(commandSince, lastRead) : Long.MAX_VALUE;
            }
        } catch (ProtocolException e) {
            protocolError = e.getMessage();
        } finally {
            bytes.release();
        }
    }

    private void arrived(Request request) {
        waiting.add(request);
        waitingBytes += request.bytes();
        commandSince = Long.MAX_VALUE;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        proceed();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        proceed();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        session.end();
        if (!busy) {
            session.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(Level.DEBUG, "a connection broke", cause);
        ChannelFuture _ = context.close();
    }

    /** Carries out what waits, as far as it may now. */
    private void proceed() {
        if (closing) {
            return;
        }
        if (!checkBuffers()) {
            return;
        }
        while (!busy && !draining && channel.isWritable() && hasCommands() && !session.isEnding()) {
            Deque<Request> next = underWay.isEmpty() ? waiting : underWay;
            if (turn.mayWait(next.element())) {
                runInThread(next);
            } else {
                Replies out = newReplies();
                turn.runQuickly(next, out);
                waitingBytes = waiting.isEmpty() ? 0 : waitingBytes;
                send(out);
            }
        }
        if (!busy && !hasCommands() && protocolError != null && !session.isEnding()) {
            Replies out = newReplies();
            out.begin();
            out.error("ERR Protocol error: " + protocolError);
            send(out);
            session.end();
        }
        if (!busy && (draining || session.isEnding())) {
            finish();
        } else {
            boolean room = waiting.isEmpty() && (busy || underWay.isEmpty());
            boolean read = room && channel.isWritable() && protocolError == null;
            if (channel.config().isAutoRead() != read) {
                channel.config().setAutoRead(read);
            }
        }
    }

    private boolean hasCommands() {
        return !waiting.isEmpty() || !underWay.isEmpty();
    }

    private Replies newReplies() {
        return new Replies(server.gate().options().maxOutputBytes(), resp3);
    }

    private void runInThread(Deque<Request> next) {
        if (next == waiting) {
            underWay.addAll(waiting);
            waiting.clear();
            turnBytes += waitingBytes;
            waitingBytes = 0;
        }
        busy = true;
        Replies out = newReplies();
        Thread.ofVirtual().name("allidb-server-turn").start(() -> {
            boolean failed = false;
            try {
                turn.run(underWay, out);
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a command of a client failed; its connection is closed", e);
                failed = true;
            }
            boolean broken = failed;
            try {
                channel.eventLoop().execute(() -> ran(out, broken));
            } catch (RejectedExecutionException e) {
                // the server has been closed meanwhile, and its loops
                session.close();
            }
        });
    }

    private void ran(Replies out, boolean broken) {
        busy = false;
        turnBytes = underWay.isEmpty() ? 0 : turnBytes;
        if (closing) {
            session.close();
            return;
        }
        if (broken) {
            ChannelFuture _ = channel.close();
            return;
        }
        send(out);
        proceed();
    }

    private void send(Replies out) {
        resp3 = out.isResp3();
        int size = out.size();
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
            channel.write(Unpooled.wrappedBuffer(out.array(), from, length))
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

    /** Counts what it has in buffers, and closes it if that is too much. */
    private boolean checkBuffers() {
        if (session.hold(waitingBytes + turnBytes + decoder.heldBytes() + unwritten)) {
            return true;
        }
        LOG.log(Level.INFO, "a connection was closed: it needs more than server.max_buffered_mb allows");
        session.end();
        Replies out = newReplies();
        out.begin();
        out.error("ERR the connections need more memory than server.max_buffered_mb allows; send less at a time");
        send(out);
        finish();
        return false;
    }

    /** Carries out nothing more, sends what was answered, and closes. */
    void drain() {
        draining = true;
        session.end();
        proceed();
    }

    /** Has it drain. Thread-safe. */
    void drainSoon() {
        channel.eventLoop().execute(this::drain);
    }

    /** Closes it as it is. Thread-safe. */
    void closeNow() {
        session.end();
        ChannelFuture _ = channel.close();
    }

    private void finish() {
        closing = true;
        session.end();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> linger());
    }

    /**
     * Says that no answer follows, and reads for a moment what the client still sends. A socket that is closed over unread bytes
     * resets the connection, and the client may lose the last answers.
     */
    private void linger() {
        if (channel instanceof DuplexChannel duplex) {
            ChannelFuture _ = duplex.shutdownOutput();
        }
        channel.config().setAutoRead(true);
        Future<?> _ = channel.eventLoop().schedule(this::closeNow, LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Closes it if it did nothing for too long. Thread-safe: called by a timer. */
    void checkTimes(long now, ServerOptions options) {
        boolean late = isOver(now, commandSince, options.requestSeconds())
                || unwritten > 0 && isOver(now, lastWritten, options.outputSeconds())
                || session.isStranger() && isOver(now, born, options.authSeconds())
                || options.idleSeconds() > 0 && unwritten == 0 && !busy && isOver(now, lastRead, options.idleSeconds());
        if (late) {
            ChannelFuture _ = channel.close();
        }
    }

    private static boolean isOver(long now, long since, int seconds) {
        return since != Long.MAX_VALUE && now - since > seconds * 1_000_000_000L;
    }
}
