package org.allidb.storage.server.internal.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.allidb.storage.server.internal.failure.Failure;
import org.allidb.storage.server.internal.failure.FailureKind;
import org.allidb.storage.server.internal.http.Problems;
import org.allidb.storage.server.internal.net.FirstBytes.Protocol;
import org.allidb.storage.spi.http.HttpAnswer;

/**
 * A connection beyond the most that may be open. Its first bytes say what it speaks, and it is refused in these words. One that says
 * nothing for a second is refused as Redis does, and so is each as long as many are asked. Used by its event loop.
 */
final class OneTooMany extends ChannelInboundHandlerAdapter {

    /** So many are asked what they speak at a time: they are beyond the most that may be open. */
    static final int MOST_ASKED = 64;

    private static final long PATIENCE_MILLIS = 1_000;
    private static final byte[] RESP = "-ERR max number of clients reached\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Failure FULL = new Failure(
            FailureKind.CONNECTIONS, "max number of clients reached; close some, or raise server.max_connections");

    private boolean told;

    private OneTooMany() {}

    /**
     * Refuses a connection.
     *
     * @param asked counts those that are asked what they speak
     */
    static void refuse(Channel channel, AtomicInteger asked) {
        OneTooMany one = new OneTooMany();
        if (asked.incrementAndGet() > MOST_ASKED) {
            asked.decrementAndGet();
            one.tell(channel, Protocol.RESP);
            return;
        }
        channel.closeFuture().addListener(closed -> asked.decrementAndGet());
        channel.pipeline().addLast(one);
        Future<?> _ = channel.eventLoop()
                .schedule(() -> one.tell(channel, Protocol.RESP), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        String start = bytes.toString(StandardCharsets.ISO_8859_1);
        bytes.release();
        // what may still become either begins with a method, and clients of Redis do not send commands in pieces
        Protocol protocol = FirstBytes.decide(start);
        tell(context.channel(), protocol == null ? Protocol.HTTP : protocol);
    }

    private void tell(Channel channel, Protocol protocol) {
        if (told) {
            return;
        }
        told = true;
        channel.writeAndFlush(Unpooled.wrappedBuffer(protocol == Protocol.RESP ? RESP : problem()))
                .addListener(ChannelFutureListener.CLOSE);
    }

    private static byte[] problem() {
        HttpAnswer answer = Problems.answer(Problems.refusal(FULL));
        byte[] head = AnswerHead.encode(answer, AnswerPlan.End.LENGTH, false, Instant.now());
        byte[] whole = new byte[head.length + answer.body().length];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(answer.body(), 0, whole, head.length, answer.body().length);
        return whole;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ChannelFuture _ = context.close();
    }
}
