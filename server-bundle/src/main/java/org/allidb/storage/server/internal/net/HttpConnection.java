package org.allidb.storage.server.internal.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.allidb.storage.api.config.ServerOptions;
import org.allidb.storage.server.internal.http.HttpTurn;
import org.allidb.storage.server.internal.http.Problems;
import org.allidb.storage.server.internal.http.RequestHead;
import org.allidb.storage.server.internal.http.Resources;
import org.allidb.storage.server.internal.session.ServerState;
import org.allidb.storage.server.internal.session.Session;
import org.allidb.storage.spi.http.HttpAnswer;
import org.allidb.storage.spi.http.HttpRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/1.1. One request after the other is admitted by its head, read, and answered, on virtual threads;
 * nothing more is read meanwhile than has arrived. A stream is asked for its next piece when the client has taken the last one. Used by
 * its event loop, but for the methods of {@link Connection}.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter implements Connection {

    private static final Logger LOG = System.getLogger(HttpConnection.class.getName());

    private enum State {
        /** Waits for a head. */
        BETWEEN,
        /** Waits for a body. */
        BODY,
        /** A thread decides, or makes the answer. */
        THREAD,
        /** Sends a stream. */
        STREAM,
        /** Is closed, or will be. */
        CLOSING
    }

    private final ServerState server;
    private final Channel channel;
    private final Session session;
    private final HttpTurn turn;
    private final HttpDecoder decoder;
    private final Outgoing outgoing;
    private final Deque<HttpObject> inbox = new ArrayDeque<>();

    private volatile State state = State.BETWEEN;
    private volatile long idleSince;
    private boolean draining;
    private boolean inThread;
    private boolean keepOpen;
    private @Nullable RequestHead head;
    private ByteArrayOutputStream body = new ByteArrayOutputStream();
    private @Nullable StreamedBody stream;

    HttpConnection(ServerState server, Channel channel, Session session, Resources resources) {
        this.server = server;
        this.channel = channel;
        this.session = session;
        this.turn = new HttpTurn(server.gate(), session, resources);
        this.decoder = new HttpDecoder(server);
        this.outgoing = new Outgoing(server, channel);
        this.idleSince = server.nanoTime();
    }

    /** Returns what stands before it in the pipeline. */
    HttpDecoder decoder() {
        return decoder;
    }

    /** Has it close when its key is revoked. */
    void listen() {
        session.onEnd(this::drainSoon);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (state == State.CLOSING) {
            ReferenceCountUtil.release(message);
        } else {
            inbox.add((HttpObject) message);
        }
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
        state = State.CLOSING;
        forgetInbox();
        session.end();
        if (!inThread) {
            release();
        }
    }

    private void forgetInbox() {
        inbox.forEach(ReferenceCountUtil::release);
        inbox.clear();
    }

    /** Gives back what it has, when nothing uses it any more. */
    private void release() {
        StreamedBody own = stream;
        stream = null;
        if (own != null) {
            own.close();
        }
        session.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.log(Level.DEBUG, "a connection broke", cause);
        ChannelFuture _ = context.close();
    }

    /** Does what it may do now. */
    private void proceed() {
        boolean more = true;
        while (more && !inThread && state != State.CLOSING && channel.isWritable()) {
            more = switch (state) {
                case BETWEEN, BODY -> takeNext();
                case STREAM -> pull();
                case THREAD, CLOSING -> false;
            };
        }
        if (state == State.BETWEEN && isEnding()) {
            finish();
        }
        if (state != State.CLOSING) {
            boolean read = (state == State.BETWEEN || state == State.BODY) && inbox.isEmpty() && channel.isWritable();
            if (channel.config().isAutoRead() != read) {
                channel.config().setAutoRead(read);
            }
        }
    }

    private boolean isEnding() {
        return draining || session.isEnding();
    }

    /** Takes the next part of a request; returns whether there was one. */
    private boolean takeNext() {
        if (inbox.isEmpty() || state == State.BETWEEN && isEnding()) {
            return false;
        }
        HttpObject next = inbox.remove();
        try {
            if (next instanceof HttpRequest request) {
                begin(request);
            } else if (next instanceof HttpContent content && state == State.BODY) {
                add(content);
            } else if (inbox.isEmpty() && !decoder.isAmid()) {
                // the end of a request that had no body
                decoder.startTime(false);
            }
        } catch (HttpRefusedException e) {
            answer(Problems.answer(e), false);
        } finally {
            ReferenceCountUtil.release(next);
        }
        return true;
    }

    private void begin(HttpRequest request) {
        head = null;
        RequestHead wanted = HttpDecoder.head(request);
        head = wanted;
        // no second thread for a request that has no body
        boolean whole = wanted.framing().length() == 0;
        Supplier<Optional<HttpAnswer>> admission = () -> turn.admit(wanted);
        runInThread(
                whole ? () -> admission.get().or(() -> Optional.of(turn.answer(new byte[0]))) : admission,
                answered -> answered.ifPresentOrElse(
                        answer -> answer(answer, whole && wanted.framing().keepAlive()), () -> readBody(wanted)));
    }

    private void readBody(RequestHead wanted) {
        state = State.BODY;
        if (wanted.framing().continued() && inbox.isEmpty() && !decoder.isAmid()) {
            send(AnswerHead.CONTINUE);
        }
    }

    private void add(HttpContent content) {
        if (content.decoderResult().isFailure()) {
            throw HttpDecoder.refusal(content.decoderResult().cause());
        }
        int length = content.content().readableBytes();
        if ((long) body.size() + length > turn.mostBytes()) {
            throw turn.tooLarge();
        }
        byte[] bytes = new byte[length];
        content.content().readBytes(bytes);
        body.writeBytes(bytes);
        if (!session.hold(body.size() + outgoing.unwritten())) {
            throw Problems.refusal(Problems.TOO_MUCH_BUFFERED);
        }
        RequestHead wanted = head;
        if (content instanceof LastHttpContent && wanted != null) {
            byte[] whole = body.toByteArray();
            runInThread(
                    () -> Optional.of(turn.answer(whole)),
                    answered -> answer(answered.orElseThrow(), wanted.framing().keepAlive()));
        }
    }

    /** Runs something that waits on a virtual thread, and what follows on the event loop. */
    private <T> void runInThread(Supplier<T> waits, Consumer<T> follows) {
        inThread = true;
        state = State.THREAD;
        new Offload(channel, this::release)
                .run(waits, result -> ran(() -> follows.accept(result)), () -> ran(this::closeNow));
    }

    private void ran(Runnable next) {
        inThread = false;
        boolean closed = state == State.CLOSING;
        next.run();
        if (closed) {
            state = State.CLOSING;
            release();
        } else {
            proceed();
        }
    }

    private void answer(HttpAnswer answer, boolean keepAlive) {
        AnswerPlan plan = AnswerPlan.of(answer, Optional.ofNullable(head), keepAlive && !isEnding());
        decoder.stopTime();
        body = new ByteArrayOutputStream();
        keepOpen = plan.keepOpen();
        send(AnswerHead.encode(answer, plan.end(), keepOpen, session.now()));
        stream = plan.stream();
        if (stream != null) {
            state = State.STREAM;
            return;
        }
        if (plan.hasBody()) {
            send(answer.body());
        }
        answered();
    }

    /** Has a thread make the next piece of a stream, or ends it. */
    private boolean pull() {
        StreamedBody own = Objects.requireNonNull(stream);
        if (isEnding() && own.isEndless()) {
            send(own.end());
            answered();
            return true;
        }
        runInThread(own::next, piece -> {
            send(piece);
            if (own.isDone()) {
                answered();
                return;
            }
            state = State.STREAM;
            if (piece.length == 0 && inbox.stream().noneMatch(HttpRequest.class::isInstance)) {
                // nothing is written that could fail: one read sees whether the client has gone
                channel.read();
            }
        });
        return false;
    }

    /** Is ready for the next request, or closes. */
    private void answered() {
        StreamedBody own = stream;
        stream = null;
        if (own != null) {
            own.close();
        }
        head = null;
        idleSince = server.nanoTime();
        if (keepOpen) {
            state = State.BETWEEN;
            decoder.startTime(!inbox.isEmpty());
        } else {
            finish();
        }
    }

    private void send(byte[] bytes) {
        outgoing.send(bytes, bytes.length);
        if (!session.hold(outgoing.unwritten())) {
            LOG.log(Level.INFO, "a connection was closed: it needs more than server.max_buffered_mb allows");
            closeNow();
        }
    }

    private void finish() {
        state = State.CLOSING;
        forgetInbox();
        session.end();
        outgoing.finish(this::closeNow);
    }

    @Override
    public void drainSoon() {
        channel.eventLoop().execute(() -> {
            draining = true;
            session.end();
            proceed();
        });
    }

    @Override
    public void closeNow() {
        session.end();
        ChannelFuture _ = channel.close();
    }

    @Override
    public void checkTimes(long now, ServerOptions options) {
        int most = session.isStranger() ? options.authSeconds() : outgoing.unwritten() == 0 ? options.idleSeconds() : 0;
        boolean late = Connection.isOver(now, decoder.since(), options.requestSeconds())
                || outgoing.isStuck(now, options)
                || state == State.BETWEEN && most > 0 && Connection.isOver(now, idleSince, most);
        if (late) {
            closeNow();
        }
    }
}
