package org.allidb.storage.engine.internal.fairness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is slowed, how much, and until when. */
class SharesTest extends SharedMachine {

    @Test
    void whoTakesMoreThanItsShareIsSlowedStepByStep() {
        Tenant abuser = tenant("abuser", 1.6);
        for (int i = 0; i < 9; i++) {
            tenant("quiet" + i, 0.01);
        }
        assertEquals(Shares.Change.NONE, window(true), "nothing to compare with yet");
        assertEquals(List.of(), window(true).slowed(), "nobody is watched yet");
        assertEquals(List.of(abuser), window(true).slowed());
        assertEquals(1.6 * 0.7, abuser.pace.limit(), 1e-6);
        assertEquals(Shares.Change.NONE, window(true), "what was cut shows in the next window");
        assertEquals(List.of(), window(true).slowed(), "it is slowed already");
        assertEquals(1.6 * 0.7 * 0.7, abuser.pace.limit(), 1e-6);
        assertTrue(tenants.stream().skip(1).allMatch(quiet -> quiet.pace.limit() == 0));
    }

    @Test
    void nobodyGetsLessThanItsShare() {
        Tenant greedy = tenant("greedy", 1.7);
        Tenant modest = tenant("modest", 0.3);
        for (int i = 0; i < 40; i++) {
            window(true);
        }
        // of two that take 0.6 in all, the one may have half
        assertEquals(modest.taken(), greedy.pace.limit(), 0.15);
        assertEquals(0, modest.pace.limit());
    }

    @Test
    void sharesAreByWeight() {
        Tenant heavy = tenant("heavy", 1.5);
        Tenant light = tenant("light", 1.5);
        heavy.weight = 3;
        cores = 2;
        callMillis = taken -> taken > 2 ? 10 : 0.05;
        for (int i = 0; i < 200; i++) {
            // a machine of two cores: others wait where both take more
            window(heavy.taken() + light.taken() > 2);
        }
        double most = 0;
        double least = 9;
        for (int i = 0; i < 200; i++) {
            window(heavy.taken() + light.taken() > 2);
            most = Math.max(most, light.taken());
            least = Math.min(least, heavy.taken());
        }
        assertTrue(most <= 0.65, () -> "the light one takes " + light.taken());
        assertTrue(least >= 1.35, () -> "the heavy one takes " + heavy.taken());
        assertEquals(3, heavy.taken() / light.taken(), 0.6);
    }

    @Test
    void aWeightThatIsChangedCountsInTheNextWindow() {
        Tenant heavy = tenant("heavy", 1.2);
        tenant("other", 0.4);
        heavy.weight = 3;
        for (int i = 0; i < 10; i++) {
            window(true);
        }
        assertEquals(0, heavy.pace.limit(), "three of four quarters are its own");
        heavy.weight = 1;
        for (int i = 0; i < 60; i++) {
            window(true);
        }
        assertTrue(heavy.pace.limit() > 0 && heavy.pace.limit() < 0.6, () -> "" + heavy.pace.limit());
    }

    @Test
    void equalsAreLeftAlone() {
        for (int i = 0; i < 100; i++) {
            tenant("t" + i, 0.02 + i % 10 * 0.001);
        }
        watch();
        assertEquals(Shares.Change.NONE, window(true));
    }

    @Test
    void oneAloneIsLeftAlone() {
        Tenant alone = tenant("alone", 2);
        watch();
        assertEquals(Shares.Change.NONE, window(true));
        assertEquals(0, alone.pace.limit());
    }

    @Test
    void whoTakesLittleIsLeftAlone() {
        tenant("little", 0.04);
        tenant("less", 0.001);
        watch();
        assertEquals(Shares.Change.NONE, window(true));
    }

    @Test
    void aLimitGrowsWhileNobodyWaitsCarefullyNearToWhatWasTooMuch() {
        Tenant abuser = tenant("abuser", 1.5);
        tenant("quiet", 0.01);
        watch();
        window(true);
        window(false);
        double cut = abuser.pace.limit();
        window(false);
        assertEquals(cut * 1.05, abuser.pace.limit(), 1e-6);
        for (int i = 0; i < 10; i++) {
            window(false);
        }
        double careful = abuser.pace.limit();
        assertTrue(careful > 0.85 * 1.5 && careful < 1.5, () -> "" + careful);
        window(false);
        assertEquals(careful * 1.01, abuser.pace.limit(), 1e-6);
    }

    @Test
    void aLimitEndsWhenItIsNotUsedForTwentyWindows() {
        Tenant abuser = tenant("abuser", 1.5);
        tenant("quiet", 0.01);
        watch();
        window(true);
        window(false);
        for (int i = 0; i < 19; i++) {
            assertEquals(List.of(), idleWindow(false).released());
        }
        window(false);
        for (int i = 0; i < 19; i++) {
            assertEquals(List.of(), idleWindow(false).released(), "one that was used begins anew");
        }
        assertEquals(List.of(abuser), idleWindow(false).released());
        assertEquals(0, abuser.pace.limit());
        assertEquals(Shares.Change.NONE, window(false));
    }

    @Test
    void largeCallsThatWereAdmittedBeforeDoNotRaiseALimit() {
        Tenant abuser = tenant("abuser", 1);
        for (int i = 0; i < 9; i++) {
            tenant("quiet" + i, 0.001);
        }
        watch();
        window(true);
        assertEquals(0.7, abuser.pace.limit(), 1e-6);
        idleWindow(false);
        abuser.work += WINDOW;
        assertEquals(List.of(), windowOfCalls(true, 10).slowed());
        assertEquals(0.7 * 0.7, abuser.pace.limit(), 1e-6);
    }

    @Test
    void othersThatOnlyWaitHaveTheirShareAllTheSame() {
        Tenant abuser = tenant("abuser", 1);
        for (int i = 0; i < 9; i++) {
            tenant("quiet" + i, 0.001);
        }
        watch();
        window(true);
        window(true);
        double cut = abuser.pace.limit();
        abuser.work += 0.6 * WINDOW;
        idleWindow(true);
        assertEquals(0.6 * 0.7, abuser.pace.limit(), 1e-6, () -> "it had " + cut);
    }

    @Test
    void whoTakesWhatIsKnownForTwoSecondsAfterOthersWaited() {
        Tenant abuser = tenant("abuser", 1.5);
        tenant("quiet", 0.01);
        watch();
        for (int i = 0; i < 19; i++) {
            assertEquals(List.of(), window(false).slowed());
        }
        assertEquals(List.of(abuser), window(true).slowed());
    }

    @Test
    void whoIsClosedIsForgottenAndAnEndReleasesAll() {
        Tenant abuser = tenant("abuser", 1.5);
        Tenant other = tenant("other", 0.01);
        watch();
        window(true);
        shares.clear();
        assertEquals(0, abuser.pace.limit());
        watch();
        window(true);
        tenants.remove(abuser);
        window(false);
        assertEquals(List.of(), window(false).released());
        assertEquals(0, other.pace.limit());
    }
}
