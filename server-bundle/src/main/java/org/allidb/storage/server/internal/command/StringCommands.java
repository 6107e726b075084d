package org.allidb.storage.server.internal.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;
import org.jspecify.annotations.Nullable;

/** Plain values: read, written, and taken apart. */
final class StringCommands {

    /** What a string of Redis may have. */
    private static final int MOST_BYTES = 512 << 20;

    private StringCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.add("get key", Shape.ofKey(2), Effect.READ, StringCommands::get)
                .add("mget key [key ...]", Shape.ofKeys(-2, 1), Effect.READ, StringCommands::getAll)
                .add("strlen key", Shape.ofKey(2), Effect.READ, StringCommands::length)
                .add("getrange key start end", Shape.ofKey(4), Effect.READ, StringCommands::range)
                .add("substr key start end", Shape.ofKey(4), Effect.READ, StringCommands::range)
                .add(
                        "set key value [NX | XX] [GET] [EX s | PX ms | EXAT s | PXAT ms | KEEPTTL]",
                        Shape.ofKey(-3),
                        Effect.WRITE,
                        SetCommand::run)
                .add("setnx key value", Shape.ofKey(3), Effect.WRITE, StringCommands::setIfAbsent)
                .add("setex key seconds value", Shape.ofKey(4), Effect.WRITE, c -> setExpiring(c, Expiry.Form.EX))
                .add("psetex key milliseconds value", Shape.ofKey(4), Effect.WRITE, c -> setExpiring(c, Expiry.Form.PX))
                .add("getset key value", Shape.ofKey(3), Effect.WRITE, StringCommands::getAndSet)
                .add("getdel key", Shape.ofKey(2), Effect.WRITE, StringCommands::getAndDelete)
                .add(
                        "getex key [EX s | PX ms | EXAT s | PXAT ms | PERSIST]",
                        Shape.ofKey(-2),
                        Effect.WRITE,
                        StringCommands::getAndExpire)
                .add("mset key value [key value ...]", Shape.ofKeys(-3, 2), Effect.WRITE, StringCommands::setAll)
                .add(
                        "msetnx key value [key value ...]",
                        Shape.ofKeys(-3, 2),
                        Effect.WRITE,
                        StringCommands::setAllIfAbsent)
                .add("append key value", Shape.ofKey(3), Effect.WRITE, StringCommands::append)
                .add("setrange key offset value", Shape.ofKey(4), Effect.WRITE, StringCommands::setRange);
    }

    /** Writes a value, or that there is none. */
    static void answer(Call call, Optional<byte[]> value) {
        if (value.isPresent()) {
            call.out().bulk(value.get());
        } else {
            call.out().nil();
        }
    }

    private static void get(Call call) {
        answer(call, call.rows().value(call.bytes(1)));
    }

    private static void getAll(Call call) {
        List<RowKey> keys = new ArrayList<>();
        for (int i = 1; i < call.size(); i++) {
            keys.add(call.key(i));
        }
        List<Optional<Held>> rows = call.rows().findAll(keys);
        call.out().array(rows.size());
        rows.forEach(row -> answer(call, row.map(Held::value)));
    }

    private static void length(Call call) {
        call.out()
                .integer(call.rows()
                        .value(call.bytes(1))
                        .map(value -> value.length)
                        .orElse(0));
    }

    private static void range(Call call) throws CommandException {
        long start = call.integer(2);
        long end = call.integer(3);
        byte[] value = call.rows().value(call.bytes(1)).orElse(new byte[0]);
        long from = Math.max(0, start < 0 ? value.length + start : start);
        long to = Math.min(value.length - 1L, end < 0 ? Math.max(0, value.length + end) : end);
        boolean empty = from > to || start < 0 && end < 0 && start > end;
        call.out().bulk(empty ? new byte[0] : Arrays.copyOfRange(value, (int) from, (int) to + 1));
    }

    private static void setIfAbsent(Call call) {
        boolean absent = call.rows().find(call.key(1)).isEmpty();
        if (absent) {
            call.rows().put(call.key(1), call.bytes(2), null);
        }
        call.out().integer(absent ? 1 : 0);
    }

    private static void setExpiring(Call call, Expiry.Form form) throws CommandException {
        Instant expires = Expiry.ofNew(call, form, call.integer(2));
        call.rows().put(call.key(1), call.bytes(3), expires);
        call.out().simple("OK");
    }

    private static void getAndSet(Call call) {
        Optional<Held> before = call.rows().find(call.key(1));
        call.rows().put(call.key(1), call.bytes(2), null);
        answer(call, before.map(Held::value));
    }

    private static void getAndDelete(Call call) {
        Optional<Held> before = call.rows().find(call.key(1));
        if (before.isPresent()) {
            call.rows().delete(call.key(1));
        }
        answer(call, before.map(Held::value));
    }

    private static void getAndExpire(Call call) throws CommandException {
        boolean change = call.size() > 2;
        Instant expires = null;
        if (change) {
            String option = call.option(2);
            boolean persist = option.equals("persist");
            if (call.size() != (persist ? 3 : 4)) {
                throw new CommandException(CommandException.SYNTAX);
            }
            expires = persist ? null : Expiry.ofNew(call, SetCommand.form(option), call.integer(3));
        }
        Optional<Held> before = call.rows().find(call.key(1));
        if (before.isPresent() && change) {
            call.rows().put(call.key(1), before.get().value(), expires);
        }
        answer(call, before.map(Held::value));
    }

    private static void setAll(Call call) throws CommandException {
        List<RowKey> keys = pairs(call);
        for (int i = 0; i < keys.size(); i++) {
            call.rows().put(keys.get(i), call.bytes(2 + 2 * i), null);
        }
        call.out().simple("OK");
    }

    private static void setAllIfAbsent(Call call) throws CommandException {
        List<RowKey> keys = pairs(call);
        boolean absent = call.rows().findAll(keys).stream().allMatch(Optional::isEmpty);
        for (int i = 0; absent && i < keys.size(); i++) {
            call.rows().put(keys.get(i), call.bytes(2 + 2 * i), null);
        }
        call.out().integer(absent ? 1 : 0);
    }

    /** Returns the keys of arguments that are keys and values in turn. */
    private static List<RowKey> pairs(Call call) throws CommandException {
        if (call.size() % 2 == 0) {
            throw new CommandException("ERR wrong number of arguments for '" + call.command() + "' command");
        }
        List<RowKey> keys = new ArrayList<>();
        for (int i = 1; i < call.size(); i += 2) {
            keys.add(call.key(i));
        }
        return keys;
    }

    private static void append(Call call) throws CommandException {
        byte[] before = call.rows().find(call.key(1)).map(Held::value).orElse(new byte[0]);
        overwrite(call, before, before.length, call.bytes(2));
    }

    private static void setRange(Call call) throws CommandException {
        long offset = call.integer(2);
        if (offset < 0) {
            throw new CommandException("ERR offset is out of range");
        }
        Optional<Held> before = call.rows().find(call.key(1));
        byte[] value = before.map(Held::value).orElse(new byte[0]);
        if (call.bytes(3).length == 0) {
            call.out().integer(value.length);
        } else {
            overwrite(call, value, offset, call.bytes(3));
        }
    }

    /** Writes bytes into a value from a place on, and answers how long it is then. It expires when it did. */
    private static void overwrite(Call call, byte[] value, long offset, byte[] bytes) throws CommandException {
        if (offset > MOST_BYTES - bytes.length) {
            throw new CommandException("ERR string exceeds maximum allowed size (" + MOST_BYTES + " bytes)");
        }
        byte[] changed = Arrays.copyOf(value, (int) Math.max(value.length, offset + bytes.length));
        System.arraycopy(bytes, 0, changed, (int) offset, bytes.length);
        call.rows().put(call.key(1), changed, expires(call));
        call.out().integer(changed.length);
    }

    /** Returns when the value expires that the first argument names. */
    static @Nullable Instant expires(Call call) {
        return call.rows().find(call.key(1)).map(Held::expires).orElse(null);
    }
}
