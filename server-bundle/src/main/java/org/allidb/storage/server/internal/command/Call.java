package org.allidb.storage.server.internal.command;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.allidb.storage.api.EntityId;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.Request;
import org.jspecify.annotations.Nullable;

/** One command on its way: its arguments, the transaction it runs in, the client it is of, and where its answer goes. */
public final class Call {

    private final Request request;
    private final Client client;
    private final @Nullable Transaction rows;
    private final Replies out;

    /** Puts together what a handler needs; a command that touches no named rows has no transaction. */
    public Call(Request request, Client client, @Nullable Transaction rows, Replies out) {
        this.request = request;
        this.client = client;
        this.rows = rows;
        this.out = out;
    }

    Replies out() {
        return out;
    }

    Client client() {
        return client;
    }

    /** Returns the rows of the tenant, as the transaction sees them. */
    Transaction rows() {
        if (rows == null) {
            throw new IllegalStateException("'" + command() + "' touches rows, and its effect does not say so");
        }
        return rows;
    }

    /** Returns the number of arguments, the name included. */
    int size() {
        return request.arguments().size();
    }

    byte[] bytes(int index) {
        return request.arguments().get(index);
    }

    List<byte[]> from(int index) {
        return request.arguments().subList(index, size());
    }

    /** Returns the key of a plain value. */
    RowKey key(int index) {
        return RowKey.value(EntityId.of(bytes(index)));
    }

    String text(int index) {
        return request.text(index);
    }

    /** Returns text that becomes part of a name, so that it must be what was sent. */
    String name(int index) throws CommandException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(index)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandException("ERR argument " + index + " is no UTF-8, which a name must be");
        }
    }

    String command() {
        return request.name();
    }

    /** Returns an option, which may be written in any case; without an argument there a syntax error. */
    String option(int index) throws CommandException {
        if (index >= size()) {
            throw new CommandException(CommandException.SYNTAX);
        }
        return text(index).toLowerCase(Locale.ROOT);
    }

    /** Returns a whole number; without an argument there a syntax error. */
    long integer(int index) throws CommandException {
        if (index >= size()) {
            throw new CommandException(CommandException.SYNTAX);
        }
        return integer(text(index));
    }

    static long integer(String text) throws CommandException {
        try {
            long value = Long.parseLong(text);
            if (Long.toString(value).equals(text)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw new CommandException("ERR value is not an integer or out of range");
    }

    /** Returns a whole number of a range. */
    int integer(int index, int least, int most) throws CommandException {
        long value = integer(index);
        if (value < least || value > most) {
            throw new CommandException("ERR value is out of range, must be " + least + " to " + most);
        }
        return (int) value;
    }

    CommandException wrongSubcommand() {
        return new CommandException(
                "ERR unknown subcommand '" + printable(text(1)) + "' of '" + request.name() + "'; see docs/resp.md");
    }

    /** Returns text of a client as it may stand in an error. */
    public static String printable(String text) {
        String start = text.substring(0, Math.min(128, text.length()));
        return start.codePoints().anyMatch(Character::isISOControl) ? start.replaceAll("\\p{Cntrl}", "?") : start;
    }
}
