package org.allidb.storage.kernel.simulation;

import org.allidb.storage.api.WriteHistory;

/**
 * The time of flushes, which have numbers from 1.
 *
 * @param history says when they come
 * @param lifeMillis after which a row expires; 0 for never
 */
record SimulatedTime(WriteHistory history, long lifeMillis) {

    private static final long START = 1_750_000_000_000L;

    long millis(int flush) {
        return flush == 0 ? START : START + history.time(flush - 1).toMillis();
    }

    /** Returns when what was flushed expires; 0 for never. */
    long expiryMillis(int flush) {
        return lifeMillis == 0 ? 0 : millis(flush) + lifeMillis;
    }

    boolean isExpired(int flush, int now) {
        return lifeMillis > 0 && expiryMillis(flush) <= millis(now);
    }
}
