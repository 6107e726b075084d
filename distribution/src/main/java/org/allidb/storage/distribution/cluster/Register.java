package org.allidb.storage.distribution.cluster;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A row that one client writes with 1, 2, 3 and so on, and that others read at any node. For such a row it is known at once whether a read
 * is linearizable: it finds no less than what was acknowledged, or read by another, before it began, and no more than what was begun before it
 * ended. Thread-safe.
 */
final class Register {

    private final String key;
    /** The greatest number that a write was begun with. */
    private final AtomicLong begun = new AtomicLong();
    /** The greatest number that was acknowledged, or found by a read that has ended. */
    private final AtomicLong known = new AtomicLong();

    Register(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    /** Begins a write, and returns its number. */
    long begin() {
        return begun.incrementAndGet();
    }

    /** Ends a write that was acknowledged. */
    void acknowledged(long number) {
        known.accumulateAndGet(number, Math::max);
    }

    /** Returns the least number that a read may find that begins now. */
    long least() {
        return known.get();
    }

    /**
     * Judges a read that has ended.
     *
     * @param least what {@link #least} was before the read began
     * @param found what it found, empty for nothing
     * @return what is wrong; empty if nothing is
     */
    String judge(long least, String found) {
        long number = found.isEmpty() ? 0 : Long.parseLong(found);
        long most = begun.get();
        known.accumulateAndGet(number, Math::max);
        if (number < least) {
            return key + " was " + number + " after " + least + " was acknowledged or read";
        }
        return number > most ? key + " was " + number + ", and no more than " + most + " was ever written" : "";
    }
}
