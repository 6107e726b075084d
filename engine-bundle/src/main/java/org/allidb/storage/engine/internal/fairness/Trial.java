package org.allidb.storage.engine.internal.fairness;

import org.allidb.storage.engine.internal.fairness.Victims.Wait;

/**
 * Whether it helps the victims that others are slowed. Their wait before each cut is compared with that after it, and so is what they get
 * done: those that always have a call under way wait as long as before, and do more. Where neither is a tenth better after three cuts, the
 * cuts were in vain: another process has the cores, or the device is slow by itself. Then nobody is slowed
 * for a while, and for twice as long the next time, up to a minute. Used by one thread.
 */
final class Trial {

    private static final double SLOWED = 2;
    private static final double WAITING = 0.01;
    private static final int CUTS = 3;
    private static final double HELPED = 0.9;
    private static final double DONE = 1.1;
    /** Where victims do less in the windows after all cuts, it is chance how much. */
    private static final double MUCH = 0.2;

    private static final int FIRST_REST = 20;
    private static final int LONGEST_REST = 640;

    private double before;
    private double after;
    private double doneBefore;
    private double doneAfter;
    private int cuts;
    private boolean isOpen;
    private int rest;
    private int nextRest = FIRST_REST;

    /**
     * Returns whether victims wait: on the average calls take twice as long as alone, and of the time of all callers a hundredth of one
     * is spent so. One call a second that comes some milliseconds later is answered in time.
     */
    static boolean waits(Wait wait) {
        return wait.isKnown() && wait.slowdown() >= SLOWED && wait.waiting() >= WAITING;
    }

    /** Returns whether nobody is slowed because it was in vain. */
    boolean rests() {
        return rest > 0;
    }

    /** Returns whether the next cut is the first of its trial. */
    boolean begins() {
        return cuts == 0;
    }

    /** Ends a window. */
    void next() {
        rest = Math.max(0, rest - 1);
    }

    /** Notes a cut. */
    void cut(Wait wait) {
        before += wait.slowdown();
        doneBefore += wait.done();
        cuts++;
        isOpen = true;
    }

    /**
     * Notes what the last cut has changed, if that is not known yet.
     *
     * @return whether it, and those before it, were in vain
     */
    boolean isInVain(Wait wait) {
        if (!isOpen || !wait.isKnown()) {
            return false;
        }
        isOpen = false;
        after += wait.slowdown();
        doneAfter += wait.done();
        if (cuts < CUTS) {
            return false;
        }
        boolean doMore = doneAfter >= MUCH && doneAfter >= DONE * doneBefore;
        boolean inVain = after > HELPED * before && !doMore;
        rest = inVain ? nextRest : 0;
        nextRest = inVain ? Math.min(LONGEST_REST, 2 * nextRest) : FIRST_REST;
        cuts = 0;
        before = 0;
        after = 0;
        doneBefore = 0;
        doneAfter = 0;
        return inVain;
    }
}
