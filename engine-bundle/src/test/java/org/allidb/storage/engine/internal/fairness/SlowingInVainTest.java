package org.allidb.storage.engine.internal.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who counts as one that waits, and what becomes of limits that help nobody. */
class SlowingInVainTest extends SharedMachine {

    @Test
    void oneWhoseOwnCallsAreInTimeDoesNotWait() {
        Tenant busy = tenant("busy", 1.6);
        tenant("trickle", 0.001);
        calls = 1;
        callMillis = _ -> 0.2;
        for (int i = 0; i < 300; i++) {
            window(true);
        }
        assertEquals(0, busy.pace.limit(), "the log is slow, but the other has its answers in time");
        callMillis = taken -> 10 * taken * taken;
        for (int i = 0; i < 10; i++) {
            window(true);
        }
        assertTrue(busy.pace.limit() > 0, "now it waits");
    }

    @Test
    void oneCallASecondThatComesALittleLaterSlowsNobody() {
        Tenant busy = tenant("busy", 1.6);
        Tenant trickle = tenant("trickle", 0);
        callMillis = _ -> 5;
        for (int i = 0; i < 600; i++) {
            calls = i % 10 == 0 ? 1 : 0;
            trickle.work += calls * 4_000;
            assertEquals(List.of(), window(true).slowed());
        }
        callMillis = _ -> 50;
        for (int i = 0; i < 60; i++) {
            calls = i % 10 == 0 ? 1 : 0;
            trickle.work += calls * 4_000;
            window(true);
        }
        assertTrue(busy.pace.limit() > 0, "a twentieth of its time is much");
    }

    @Test
    void oneThatIsNotTheReasonIsSlowedNoMore() {
        Tenant busy = tenant("busy", 1.6);
        tenant("quiet", 0.01);
        callMillis = _ -> 8;
        watch();
        double done = 0;
        int windows = 0;
        List<Integer> ends = new ArrayList<>();
        for (; windows < 3_000; windows++) {
            if (window(true).inVain().contains(busy)) {
                assertEquals(0, busy.pace.limit());
                ends.add(windows);
            }
            done += busy.taken();
        }
        assertEquals(6, ends.getFirst(), "three cuts, and what each has changed");
        assertTrue(ends.size() >= 5 && ends.size() <= 9, () -> "rests become longer: " + ends);
        assertTrue(done / windows > 0.98 * 1.6, "it takes " + done / windows);
    }

    @Test
    void afterARestItIsTriedAgain() {
        Tenant busy = tenant("busy", 1.6);
        tenant("quiet", 0.01);
        callMillis = _ -> 8;
        watch();
        while (window(true).inVain().isEmpty()) {
            assertTrue(busy.pace.limit() > 0);
        }
        callMillis = taken -> taken > 1 ? 20 : 0.05;
        for (int i = 0; i < 19; i++) {
            window(true);
            assertEquals(0, busy.pace.limit(), "it rests");
        }
        for (int i = 0; i < 60; i++) {
            window(busy.taken() > 1);
        }
        assertTrue(busy.pace.limit() > 0 && busy.taken() < 1.1, () -> "it takes " + busy.taken());
    }

    @Test
    void cutsThatHelpNoMoreAreTakenBackToWhereTheyDid() {
        Tenant busy = tenant("busy", 1.6);
        for (int i = 0; i < 9; i++) {
            tenant("quiet" + i, 0.001);
        }
        // half of the wait is the tenant's doing, as long as it takes more than half a core
        callMillis = taken -> 5 + 5 * Math.max(0, taken - 0.5);
        double done = 0;
        for (int i = 0; i < 600; i++) {
            window(true);
            done += i < 300 ? 0 : busy.taken();
        }
        double taken = done / 300;
        assertTrue(taken > 0.4 && taken < 1.2, () -> "it takes " + taken + ", and its share is 0.2");
    }

    @Test
    void whoWaitsForACallThatDoesNotEndIsSeen() {
        Tenant busy = tenant("busy", 1.6);
        Tenant quiet = tenant("quiet", 0.01);
        calls = 1;
        callMillis = _ -> 0.05;
        for (int i = 0; i < 5; i++) {
            window(true);
        }
        assertEquals(0, busy.pace.limit());
        clock.advanceMillis(1);
        Objects.requireNonNull(quiet.watched).begins(clock.nanoTime());
        clock.advanceMillis(300);
        assertEquals(List.of(busy), window(true).slowed());
    }

    @Test
    void nobodyIsMeasuredInQuietTimes() {
        Tenant busy = tenant("busy", 1.6);
        Tenant quiet = tenant("quiet", 0.01);
        window(false);
        assertNull(quiet.watched);
        watch();
        assertNotNull(quiet.watched);
        assertNull(busy.watched, "the one that takes too much pays nothing for it");
        callMillis = _ -> 0.01;
        for (int i = 0; i < 20; i++) {
            window(false);
        }
        assertNull(quiet.watched);
    }
}
