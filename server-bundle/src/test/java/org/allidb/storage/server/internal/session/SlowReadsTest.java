package org.allidb.storage.server.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Reads that took long get threads for a while that follows from how long they took, and how often. */
class SlowReadsTest {

    private static final long MILLI = 1_000_000;

    private final SlowReads reads = new SlowReads();

    @Test
    void quickReadsHaveNoThreads() {
        assertFalse(reads.areSlow(0));
        assertFalse(reads.note(SlowReads.SLOW_NANOS, 0));
        assertFalse(reads.areSlow(1));
    }

    @Test
    void aSlowReadIsSoonForgotten() {
        assertTrue(reads.note(6 * MILLI, 1_000 * MILLI));
        assertTrue(reads.areSlow(1_119 * MILLI));
        assertFalse(reads.areSlow(1_120 * MILLI));
    }

    @Test
    void readsThatStayHaveThreadsEverLonger() {
        long now = 0;
        long last = 0;
        for (int i = 0; i < 12; i++) {
            assertTrue(reads.note(6 * MILLI, now));
            long begin = now;
            while (reads.areSlow(now)) {
                now += MILLI;
            }
            assertTrue(now - begin >= Math.min(2 * last, SlowReads.MOST_NANOS), (now - begin) + " after " + last);
            last = now - begin;
        }
        assertEquals(SlowReads.MOST_NANOS, last);
        now += SlowReads.MOST_NANOS + 1;
        assertTrue(reads.note(6 * MILLI, now));
        assertFalse(reads.areSlow(now + SlowReads.TIMES * 6 * MILLI), "it begins anew");
    }

    @Test
    void aLongWaitHasThreadsForTenSecondsAtMost() {
        assertTrue(reads.note(5_000 * MILLI, Long.MAX_VALUE - 1));
        assertTrue(reads.areSlow(Long.MIN_VALUE + 9_999 * MILLI), "the ticker may pass its end");
        assertFalse(reads.areSlow(Long.MIN_VALUE + 10_001 * MILLI));
    }
}
