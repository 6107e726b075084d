package org.allidb.storage.server.internal.command;

import java.time.Instant;

/** Moments at which keys expire, as commands name them and tell them. */
final class Expiry {

    /** A million days, which is the longest time to live that the storage takes. */
    private static final long MOST_MILLIS = 86_400_000_000_000L;

    private static final long SECOND = 1_000;

    /** How a time is given. */
    enum Form {
        EX(SECOND, false),
        PX(1, false),
        EXAT(SECOND, true),
        PXAT(1, true);

        private final long millis;
        private final boolean absolute;

        Form(long millis, boolean absolute) {
            this.millis = millis;
            this.absolute = absolute;
        }
    }

    private Expiry() {}

    /** Returns the moment that a time names; a time of a new value must be later than the beginning of time, or than now. */
    static Instant ofNew(Call call, Form form, long time) throws CommandException {
        if (time <= 0) {
            throw invalid(call);
        }
        return of(call, form, time);
    }

    /** Returns the moment that a time names, which may be in the past. */
    static Instant of(Call call, Form form, long time) throws CommandException {
        long now = call.rows().now().toEpochMilli();
        try {
            long millis = Math.multiplyExact(time, form.millis);
            long moment = form.absolute ? millis : Math.addExact(now, millis);
            if (moment <= now || moment - now <= MOST_MILLIS) {
                return Instant.ofEpochMilli(moment);
            }
        } catch (ArithmeticException e) {
            // refused below
        }
        throw invalid(call);
    }

    private static CommandException invalid(Call call) {
        return new CommandException("ERR invalid expire time in '" + call.command() + "' command");
    }
}
