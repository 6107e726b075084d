package org.allidb.storage.server.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.http.Problems;
import org.allidb.storage.server.internal.protocol.ProtocolException;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.Request;
import org.allidb.storage.server.internal.protocol.RequestDecoder;
import org.allidb.storage.server.internal.session.ServerState;
import org.allidb.storage.server.internal.session.Session;
import org.allidb.storage.server.internal.session.Turn;
import org.jspecify.annotations.Nullable;

/**
 * A connection. What need not wait is carried out on its event loop, and writes together with those of the tenant's other connections.
 * What else may wait has a virtual thread. It is one turn at a time, and nothing more is read meanwhile than has arrived. Nothing is carried out either while the client does not read what it was answered: that is
 * the back-pressure. Used by its event loop, but for the methods that say otherwise.
 */
final class RespConnection extends ChannelInboundHandlerAdapter implements Connection {

    private static final Logger LOG = System.getLogger(RespConnection.class.getName());

    private final ServerState server;
    private final Session session;
    private final Turn turn;
    private final RequestDecoder decoder;
    private final Channel channel;
    private final Outgoing outgoing;
    private final Offload offload;

    private final Deque<Request> waiting = new ArrayDeque<>();
    private final Deque<Request> underWay = new ArrayDeque<>();
    private long waitingBytes;
    private long turnBytes;
    private boolean draining;
    private boolean closing;
    private boolean resp3;
    private @Nullable String protocolError;

    private volatile boolean busy;
    private final long born;
    private volatile long lastRead;
    private volatile long commandSince = Long.MAX_VALUE;

    RespConnection(ServerState server, Channel channel, Session session) {
        this.server = server;
        this.channel = channel;
        this.outgoing = new Outgoing(server, channel);
        this.session = session;
        this.offload = new Offload(channel, session::close);
        this.turn = new Turn(server, session);
        this.decoder = new RequestDecoder(session::limits);
        this.born = server.nanoTime();
        this.lastRead = born;
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
            switch (turn.place(next.element())) {
                case QUEUE -> runTogether();
                case THREAD -> runInThread();
                case HERE -> {
                    Replies out = newReplies();
                    turn.runQuickly(next, out);
                    waitingBytes = waiting.isEmpty() ? 0 : waitingBytes;
                    send(out);
                }
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

    private Replies begin() {
        if (underWay.isEmpty()) {
            underWay.addAll(waiting);
            waiting.clear();
            turnBytes += waitingBytes;
            waitingBytes = 0;
        }
        busy = true;
        return newReplies();
    }

    private void runInThread() {
        Replies out = begin();
        offload.run(
                () -> {
                    turn.run(underWay, out);
                    return out;
                },
                answered -> ran(answered, false),
                () -> ran(out, true));
    }

    /** Has commands carried out together with those that have arrived from other clients when the event loop has read from all. */
    private void runTogether() {
        Replies out = begin();
        Runnable serve = turn.enqueue(underWay, out, channel.eventLoop(), broken -> ran(out, broken), session::close);
        channel.eventLoop().execute(serve);
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
        outgoing.send(out.array(), out.size());
    }

    /** Counts what it has in buffers, and closes it if that is too much. */
    private boolean checkBuffers() {
        if (session.hold(waitingBytes + turnBytes + decoder.heldBytes() + outgoing.unwritten())) {
            return true;
        }
        LOG.log(Level.INFO, "a connection was closed: it needs more than server.max_buffered_mb allows");
        session.end();
        Replies out = newReplies();
        out.begin();
        out.error("ERR " + Problems.TOO_MUCH_BUFFERED.text());
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

    @Override
    public void drainSoon() {
        channel.eventLoop().execute(this::drain);
    }

    @Override
    public void closeNow() {
        session.end();
        ChannelFuture _ = channel.close();
    }

    private void finish() {
        closing = true;
        session.end();
        outgoing.finish(this::closeNow);
    }

    @Override
    public void checkTimes(long now, ServerOptions options) {
        boolean late = Connection.isOver(now, commandSince, options.requestSeconds())
                || outgoing.isStuck(now, options)
                || session.isStranger() && Connection.isOver(now, born, options.authSeconds())
                || options.idleSeconds() > 0
                        && outgoing.unwritten() == 0
                        && !busy
                        && Connection.isOver(now, lastRead, options.idleSeconds());
        if (late) {
            ChannelFuture _ = channel.close();
        }
    }
}
