package org.allidb.storage.testkit.consensus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/** Random runs with faults: what all nodes apply, and what proposers were told about it. */
class ConsensusRunsTest {

    private static final int RUNS = 300 * Integer.getInteger("allidb.soak", 1);
    private static final int REPEATED = 20;

    @Test
    void nodesApplyOneSequenceAndItHoldsWhatWasAcknowledged() {
        long acknowledged = 0;
        long refused = 0;
        long unknown = 0;
        long elections = 0;
        for (int i = 0; i < RUNS; i++) {
            long seed = Seed.get() + i;
            RandomRun run = new RandomRun(seed);
            run.execute();
            List<String> log = run.longest();
            for (List<String> applied : run.applied()) {
                assertEquals(log.subList(0, applied.size()), applied, "seed " + seed);
            }
            assertEquals(log.size(), new HashSet<>(log).size(), "an entry was applied twice, seed " + seed);
            Set<String> all = new HashSet<>(log);
            assertTrue(all.containsAll(run.acknowledged()), "an acknowledged entry was lost, seed " + seed);
            assertTrue(Collections.disjoint(all, run.refused()), "a refused entry was applied, seed " + seed);
            assertEquals(RandomRun.LAST, log.getLast(), "nothing is agreed on after the faults, seed " + seed);
            acknowledged += run.acknowledged().size();
            refused += run.refused().size();
            unknown += run.unknown();
            elections += run.term();
        }
        System.out.println("ConsensusRunsTest: " + RUNS + " runs, " + elections + " terms, " + acknowledged
                + " acknowledged, " + refused + " refused, " + unknown + " unknown");
        // The faults must bite, or the test shows nothing.
        assertTrue(acknowledged > RUNS && refused > RUNS / 2 && unknown > RUNS / 2 && elections > 2L * RUNS);
    }

    @Test
    void oneSeedGivesOneRun() {
        for (int i = 0; i < REPEATED; i++) {
            RandomRun one = new RandomRun(Seed.get() + i);
            one.execute();
            RandomRun other = new RandomRun(Seed.get() + i);
            other.execute();
            assertEquals(one.applied(), other.applied());
            assertEquals(one.acknowledged(), other.acknowledged());
            assertEquals(one.term(), other.term());
        }
    }
}
