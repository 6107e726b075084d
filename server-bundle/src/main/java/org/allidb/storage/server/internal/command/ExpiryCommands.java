package org.allidb.storage.server.internal.command;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.server.internal.command.CommandSpec.Shape;
import org.jspecify.annotations.Nullable;

/** When plain values expire. */
final class ExpiryCommands {

    private static final int NO_KEY = -2;
    private static final int NEVER = -1;
    private static final long SECOND = 1_000;
    private static final long HALF_SECOND = 500;

    private ExpiryCommands() {}

    static void addTo(CommandTable.Builder table) {
        addExpire(table, "expire", "seconds", Expiry.Form.EX);
        addExpire(table, "pexpire", "milliseconds", Expiry.Form.PX);
        addExpire(table, "expireat", "unix-time-seconds", Expiry.Form.EXAT);
        addExpire(table, "pexpireat", "unix-time-milliseconds", Expiry.Form.PXAT);
        table.add("persist key", Shape.ofKey(2), Effect.WRITE, ExpiryCommands::persist)
                .add("ttl key", Shape.ofKey(2), Effect.READ, call -> left(call, SECOND, HALF_SECOND))
                .add("pttl key", Shape.ofKey(2), Effect.READ, call -> left(call, 1, 0))
                .add("expiretime key", Shape.ofKey(2), Effect.READ, call -> moment(call, SECOND, HALF_SECOND))
                .add("pexpiretime key", Shape.ofKey(2), Effect.READ, call -> moment(call, 1, 0));
    }

    private static void addExpire(CommandTable.Builder table, String name, String time, Expiry.Form form) {
        table.add(
                name + " key " + time + " [NX | XX | GT | LT]",
                Shape.ofKey(-3),
                Effect.WRITE,
                call -> expire(call, form));
    }

    private static void expire(Call call, Expiry.Form form) throws CommandException {
        Instant wanted = Expiry.of(call, form, call.integer(2));
        boolean absent = false;
        boolean present = false;
        boolean greater = false;
        boolean less = false;
        for (int i = 3; i < call.size(); i++) {
            switch (call.option(i)) {
                case "nx" -> absent = true;
                case "xx" -> present = true;
                case "gt" -> greater = true;
                case "lt" -> less = true;
                default -> throw new CommandException("ERR Unsupported option " + Call.printable(call.text(i)));
            }
        }
        if (absent && (present || greater || less)) {
            throw new CommandException("ERR NX and XX, GT or LT options at the same time are not compatible");
        }
        if (greater && less) {
            throw new CommandException("ERR GT and LT options at the same time are not compatible");
        }
        RowKey key = call.key(1);
        Optional<Held> row = call.rows().find(key);
        Instant now = row.map(Held::expires).orElse(null);
        boolean change = row.isPresent()
                && !(absent && now != null)
                && !(present && now == null)
                && !(greater && !isLater(wanted, now))
                && !(less && now != null && !wanted.isBefore(now));
        if (change && wanted.isAfter(call.rows().now())) {
            call.rows().put(key, row.get().value(), wanted);
        } else if (change) {
            call.rows().delete(key);
        }
        call.out().integer(change ? 1 : 0);
    }

    /** Returns whether a moment is later than another one, which may be never. */
    private static boolean isLater(Instant wanted, @Nullable Instant now) {
        return now != null && wanted.isAfter(now);
    }

    private static void persist(Call call) {
        Optional<Held> row = call.rows().find(call.key(1));
        boolean change = row.isPresent() && row.get().expires() != null;
        if (change) {
            call.rows().put(call.key(1), row.get().value(), null);
        }
        call.out().integer(change ? 1 : 0);
    }

    private static void left(Call call, long unit, long round) {
        Optional<Held> row = call.rows().find(call.key(1));
        Instant expires = row.map(Held::expires).orElse(null);
        if (expires == null) {
            call.out().integer(row.isPresent() ? NEVER : NO_KEY);
        } else {
            long millis =
                    Math.max(0, Duration.between(call.rows().now(), expires).toMillis());
            call.out().integer((millis + round) / unit);
        }
    }

    private static void moment(Call call, long unit, long round) {
        Optional<Held> row = call.rows().find(call.key(1));
        Instant expires = row.map(Held::expires).orElse(null);
        if (expires == null) {
            call.out().integer(row.isPresent() ? NEVER : NO_KEY);
        } else {
            call.out().integer((expires.toEpochMilli() + round) / unit);
        }
    }
}
