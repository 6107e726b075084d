package org.allidb.storage.server.internal.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Encodes answers one behind the other, in RESP 2 or 3. Each answer is written whole; what was written can be taken back to a mark.
 * Used by one thread at a time.
 */
public final class Replies {

    private static final int FIRST = 256;
    private static final byte[] END = {'\r', '\n'};

    private final int most;
    private byte[] bytes = new byte[FIRST];
    private int size;
    private int answerStart;
    private boolean resp3;

    /**
     * No answers.
     *
     * @param most the most bytes of one answer
     * @param resp3 whether they are written in RESP 3
     */
    public Replies(int most, boolean resp3) {
        this.most = most;
        this.resp3 = resp3;
    }

    /** Says in which version what follows is written. */
    public void useResp3(boolean wanted) {
        resp3 = wanted;
    }

    /** Returns whether what follows is written in RESP 3. */
    public boolean isResp3() {
        return resp3;
    }

    /** Begins an answer, and returns where. */
    public int begin() {
        answerStart = size;
        return size;
    }

    /** Takes back everything from a place on. */
    public void truncate(int place) {
        size = place;
        answerStart = Math.min(answerStart, place);
    }

    /** Returns how many bytes there are. */
    public int size() {
        return size;
    }

    /** Returns the bytes, of which the first {@link #size()} count. */
    public byte[] array() {
        return bytes;
    }

    /** Writes {@code +OK} or the like. */
    public void simple(String text) {
        line('+', text);
    }

    /** Writes an error: its word, a space, and what it is about; ends of lines become spaces. */
    public void error(String text) {
        line('-', text.replace('\r', ' ').replace('\n', ' '));
    }

    /** Writes a number. */
    public void integer(long value) {
        line(':', Long.toString(value));
    }

    /** Writes a yes or no: a boolean, or 1 and 0. */
    public void bool(boolean value) {
        if (resp3) {
            line('#', value ? "t" : "f");
        } else {
            integer(value ? 1 : 0);
        }
    }

    /** Writes a number with a fraction: a double, or text. */
    public void number(double value) {
        String text = value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
        if (resp3) {
            line(',', text);
        } else {
            bulk(text);
        }
    }

    /** Writes text. */
    public void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes bytes. */
    public void bulk(byte[] value) {
        header('$', value.length);
        need(value.length + END.length);
        append(value);
        append(END);
    }

    /** Writes text that is to be shown as it is. */
    public void verbatim(String text) {
        if (resp3) {
            byte[] value = ("txt:" + text).getBytes(StandardCharsets.UTF_8);
            header('=', value.length);
            need(value.length + END.length);
            append(value);
            append(END);
        } else {
            bulk(text);
        }
    }

    /** Writes that there is no value. */
    public void nil() {
        if (resp3) {
            line('_', "");
        } else {
            line('$', "-1");
        }
    }

    /** Writes that there is no array. */
    public void nilArray() {
        if (resp3) {
            line('_', "");
        } else {
            line('*', "-1");
        }
    }

    /** Begins an array; that many answers follow. */
    public void array(int length) {
        header('*', length);
    }

    /** Begins a set. */
    public void set(int length) {
        header(resp3 ? '~' : '*', length);
    }

    /** Begins a map; that many keys, each with its value, follow. */
    public void map(int length) {
        header(resp3 ? '%' : '*', resp3 ? length : 2 * length);
    }

    private void header(char type, int length) {
        line(type, Integer.toString(length));
    }

    private void line(char type, String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        need(1 + encoded.length + END.length);
        bytes[size++] = (byte) type;
        append(encoded);
        append(END);
    }

    private void append(byte[] more) {
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
    }

    private void need(int more) {
        if ((long) size - answerStart + more > most) {
            throw new ReplyTooLargeException(most);
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
