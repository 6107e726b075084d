package org.allidb.storage.server.internal.protocol;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Splits a line that a person types into arguments: at spaces, but for what is in quotes. */
final class InlineArguments {

    private final byte[] line;
    private final int length;
    private int at;

    private InlineArguments(byte[] line, int length) {
        this.line = line;
        this.length = length;
    }

    static List<byte[]> split(byte[] line, int length) throws ProtocolException {
        return new InlineArguments(line, length).all();
    }

    private List<byte[]> all() throws ProtocolException {
        List<byte[]> arguments = new ArrayList<>();
        while (true) {
            while (at < length && isSpace(line[at])) {
                at++;
            }
            if (at == length) {
                return arguments;
            }
            arguments.add(next());
        }
    }

    private byte[] next() throws ProtocolException {
        ByteArrayOutputStream argument = new ByteArrayOutputStream();
        while (at < length && !isSpace(line[at])) {
            byte c = line[at++];
            if (c == '"' || c == '\'') {
                quoted(c, argument);
            } else {
                argument.write(c);
            }
        }
        return argument.toByteArray();
    }

    private void quoted(byte quote, ByteArrayOutputStream argument) throws ProtocolException {
        while (at < length) {
            byte c = line[at++];
            if (c == quote) {
                if (at < length && !isSpace(line[at])) {
                    break;
                }
                return;
            }
            boolean escape = c == '\\' && at < length && (quote == '"' || line[at] == '\'');
            argument.write(escape ? escaped() : c);
        }
        throw new ProtocolException("unbalanced quotes in request");
    }

    private int escaped() {
        byte c = line[at++];
        if (c == 'x' && at + 1 < length) {
            int high = Character.digit(line[at], 16);
            int low = Character.digit(line[at + 1], 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return high << 4 | low;
            }
        }
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 7;
            default -> c;
        };
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c >= '\t' && c <= '\r' || c == 0;
    }
}
