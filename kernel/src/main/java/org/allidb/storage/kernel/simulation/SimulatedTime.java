package org.allidb.storage.kernel.simulation;

/**
 * The time of flushes.
 *
 * @param intervalMillis from one flush to the next
 * @param lifeMillis after which a row expires; 0 for never
 */
record SimulatedTime(long intervalMillis, long lifeMillis) {

    private static final long START = 1_750_000_000_000L;

    long millis(int flush) {
        return START + flush * intervalMillis;
    }

    /** Returns when what was flushed expires; 0 for never. */
    long expiryMillis(int flush) {
        return lifeMillis == 0 ? 0 : millis(flush) + lifeMillis;
    }

    boolean isExpired(int flush, int now) {
        return lifeMillis > 0 && expiryMillis(flush) <= millis(now);
    }
}
