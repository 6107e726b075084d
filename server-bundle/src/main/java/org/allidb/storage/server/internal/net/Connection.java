package org.allidb.storage.server.internal.net;

import org.allidb.storage.api.config.ServerOptions;

/** A connection, as the server sees it, whatever it speaks. Thread-safe. */
interface Connection {

    /** Has it answer what is under way, and close. */
    void drainSoon();

    /** Closes it as it is. */
    void closeNow();

    /** Closes it if it did nothing for too long; called by a timer. */
    void checkTimes(long now, ServerOptions options);

    /** Returns whether a time is over. */
    static boolean isOver(long now, long since, int seconds) {
        return since != Long.MAX_VALUE && now - since > seconds * 1_000_000_000L;
    }
}
