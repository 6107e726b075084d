package org.allidb.storage.tenant.internal;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The mark of a disk quota: what deletes and merges may take is counted from it. It is the limit, unless the limit was lowered below
 * what the tenant used. Then it is that use, and falls with it down to the limit, and never rises. So a tenant can always delete, and
 * what its deletes take ends. Thread-safe.
 *
 * <p>What a tenant uses is known when its rows in the log are in memory again. Until then the mark does not follow the use.
 */
final class SpaceMark {

    /** The mark of a tenant whose use was not known when its limit was lowered: it is what the tenant uses when that is known. */
    static final long AS_USED = Long.MAX_VALUE;

    /** The least that was used since the limit was lowered; 0 if it was not. */
    private final AtomicLong least;

    private volatile boolean known;

    /**
     * Creates the mark of a tenant that is opened.
     *
     * @param stored the mark that the catalogue has, in bytes; 0 for none
     * @param used the bytes of its files
     * @param byDeletes the bytes that deletes lead to by themselves
     */
    SpaceMark(long stored, long used, long byDeletes) {
        this.least = new AtomicLong(stored == 0 && used > byDeletes ? AS_USED : stored);
    }

    /** Returns the mark. */
    long at(long limit) {
        return Math.max(limit, least.get());
    }

    /** Returns the mark that the catalogue keeps; 0 for none. */
    long toStore(long limit) {
        long now = least.get();
        return limit > 0 && now > limit ? now : 0;
    }

    /** Returns the mark of a lower limit, if it was lowered now; 0 if that is more than what is used. */
    long ifLoweredTo(long limit, long used) {
        if (!known) {
            return AS_USED;
        }
        return used > limit ? used : 0;
    }

    /** Follows the use down. */
    void follow(long used) {
        if (known && used < least.get()) {
            least.accumulateAndGet(used, Math::min);
        }
    }

    /** Begins at a use, because the limit is lowered. */
    void begin(long used) {
        least.set(known ? used : AS_USED);
    }

    /** Returns whether the use is known. */
    boolean isKnown() {
        return known;
    }

    /**
     * Knows the use from now on. Of several threads that say so at a time each says the same.
     *
     * @param byDeletes the bytes that deletes lead to by themselves: who uses more had its limit lowered in the configuration, or by a
     *     version without marks
     */
    void know(long used, long byDeletes) {
        if (used > byDeletes) {
            least.compareAndSet(0, used);
        }
        known = true;
    }
}
