package org.allidb.storage.server.internal.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes the bytes of a client apart into commands, as they come and in whatever pieces: arrays of bulk strings, and lines that a
 * person types. What has arrived in part is kept here; a length that is declared reserves no memory. Used by one thread at a time.
 */
public final class RequestDecoder {

    /** The longest line of an inline command, and of the start of an array or string. */
    private static final int MAX_INLINE = 65_536;

    private static final int MAX_HEADER = 32;
    private static final int FIRST_LINE = 64;
    private static final int FIRST_BODY = 16_384;
    private static final byte[] NONE = {};

    private enum State {
        BETWEEN,
        INLINE,
        ARRAY,
        STRING,
        BODY,
        END_OF_BODY
    }

    private final Supplier<RequestLimits> limits;

    private State state = State.BETWEEN;
    private RequestLimits allowed = RequestLimits.STRANGER;
    private byte[] line = NONE;
    private int lineLength;
    private List<byte[]> arguments = new ArrayList<>();
    private int missing;
    private int held;
    private byte[] body = NONE;
    private int bodyFilled;
    private int bodyLength;

    /**
     * A decoder at the beginning of a connection.
     *
     * @param limits asked at the beginning of each command
     */
    public RequestDecoder(Supplier<RequestLimits> limits) {
        this.limits = limits;
    }

    /**
     * Takes bytes.
     *
     * @param in taken to its end, unless this throws
     * @param commands called for each command that is complete
     * @throws ProtocolException if they are no command; the decoder is of no use any more
     */
    public void take(ByteBuffer in, Consumer<Request> commands) throws ProtocolException {
        while (in.hasRemaining()) {
            switch (state) {
                case BETWEEN -> begin(in);
                case INLINE -> takeInline(in, commands);
                case ARRAY -> takeArray(in);
                case STRING -> takeString(in);
                case BODY -> takeBody(in);
                case END_OF_BODY -> takeEnd(in, commands);
            }
        }
    }

    /**
     * Returns whether a command has arrived in part.
     *
     * @return whether its rest is to come
     */
    public boolean isAmid() {
        return state != State.BETWEEN;
    }

    /**
     * Returns what the part of a command takes in memory.
     *
     * @return bytes
     */
    public int heldBytes() {
        return held + body.length + line.length;
    }

    private void begin(ByteBuffer in) {
        allowed = limits.get();
        lineLength = 0;
        if (in.get(in.position()) == '*') {
            in.get();
            state = State.ARRAY;
        } else {
            state = State.INLINE;
        }
    }

    private void takeInline(ByteBuffer in, Consumer<Request> commands) throws ProtocolException {
        if (!takeLine(in, Math.min(MAX_INLINE, allowed.bytes()), "too big inline request")) {
            return;
        }
        List<byte[]> split = InlineArguments.split(line, lineLength);
        if (split.size() > allowed.arguments()) {
            throw new ProtocolException("too many arguments; at most " + allowed.arguments() + " are allowed");
        }
        if (!split.isEmpty()) {
            Request request = Request.of(split, lineLength + Request.OVERHEAD * split.size());
            if (request.name().equals("post") || request.name().equals("host:")) {
                throw new ProtocolException("this is HTTP, and the door speaks RESP; connect with a client of Redis");
            }
            commands.accept(request);
        }
        between();
    }

    private void takeArray(ByteBuffer in) throws ProtocolException {
        if (!takeLine(in, MAX_HEADER, "too big mbulk count string")) {
            return;
        }
        long count = number("invalid multibulk length");
        if (count > allowed.arguments()) {
            throw new ProtocolException(
                    allowed.authenticated() ? "invalid multibulk length" : "unauthenticated multibulk length");
        }
        missing = (int) Math.max(0, count);
        if (missing == 0) {
            between();
        } else {
            state = State.STRING;
            lineLength = 0;
        }
    }

    private void takeString(ByteBuffer in) throws ProtocolException {
        if (lineLength == 0 && in.get(in.position()) != '$') {
            throw new ProtocolException("expected '$', got '" + printable(in.get(in.position())) + "'");
        }
        if (!takeLine(in, MAX_HEADER, "too big bulk count string")) {
            return;
        }
        System.arraycopy(line, 1, line, 0, --lineLength);
        long length = number("invalid bulk length");
        if (length < 0 || length > allowed.bytes() - held) {
            throw new ProtocolException(
                    allowed.authenticated() ? "invalid bulk length" : "unauthenticated bulk length");
        }
        bodyLength = (int) length;
        bodyFilled = 0;
        body = bodyLength == 0 ? NONE : new byte[Math.min(bodyLength, FIRST_BODY)];
        state = bodyLength == 0 ? State.END_OF_BODY : State.BODY;
        lineLength = 0;
    }

    private void takeBody(ByteBuffer in) {
        int length = Math.min(in.remaining(), bodyLength - bodyFilled);
        if (bodyFilled + length > body.length) {
            int doubled = (int) Math.min(bodyLength, 2L * body.length);
            body = Arrays.copyOf(body, Math.max(doubled, bodyFilled + length));
        }
        in.get(body, bodyFilled, length);
        bodyFilled += length;
        if (bodyFilled == bodyLength) {
            state = State.END_OF_BODY;
        }
    }

    private void takeEnd(ByteBuffer in, Consumer<Request> commands) throws ProtocolException {
        byte expected = (byte) (lineLength == 0 ? '\r' : '\n');
        if (in.get() != expected) {
            throw new ProtocolException("expected the end of a bulk string of " + bodyLength + " bytes");
        }
        if (++lineLength < 2) {
            return;
        }
        lineLength = 0;
        arguments.add(body);
        held += body.length + Request.OVERHEAD;
        body = NONE;
        if (--missing > 0) {
            state = State.STRING;
            return;
        }
        commands.accept(Request.of(arguments, held));
        between();
    }

    private void between() {
        state = State.BETWEEN;
        arguments = new ArrayList<>();
        held = 0;
        missing = 0;
        lineLength = 0;
        if (line.length > FIRST_LINE) {
            line = NONE;
        }
    }

    /** Takes bytes up to the end of a line; returns whether it was there. The line is without its end then. */
    private boolean takeLine(ByteBuffer in, int most, String tooLong) throws ProtocolException {
        while (in.hasRemaining()) {
            byte c = in.get();
            if (c == '\n') {
                if (lineLength > 0 && line[lineLength - 1] == '\r') {
                    lineLength--;
                }
                return true;
            }
            if (lineLength == most) {
                throw new ProtocolException(tooLong);
            }
            if (lineLength == line.length) {
                line = Arrays.copyOf(line, Math.max(FIRST_LINE, 2 * line.length));
            }
            line[lineLength++] = c;
        }
        return false;
    }

    /** Returns the number that a line is: digits, perhaps after a minus. */
    private long number(String error) throws ProtocolException {
        boolean negative = lineLength > 0 && line[0] == '-';
        int first = negative ? 1 : 0;
        if (lineLength == first || lineLength - first > 18) {
            throw new ProtocolException(error);
        }
        long number = 0;
        for (int i = first; i < lineLength; i++) {
            int digit = line[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new ProtocolException(error);
            }
            number = 10 * number + digit;
        }
        return negative ? -number : number;
    }

    private static String printable(byte c) {
        return c > ' ' && c < 0x7F ? String.valueOf((char) c) : String.format("0x%02X", c);
    }
}
