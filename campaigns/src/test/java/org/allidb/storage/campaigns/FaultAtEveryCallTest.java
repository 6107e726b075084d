package org.allidb.storage.campaigns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.allidb.storage.testkit.FaultAt;
import org.allidb.storage.testkit.FaultAt.Kind;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A campaign that lets the k-th call of the file system fail, for every k, once or from then on, as it is drawn.
 *
 * <ul>
 *   <li>Callers get an error that says what is wrong.
 *   <li>Reads are right or refused.
 *   <li>Nothing that was acknowledged is lost, also if the power is cut then.
 *   <li>Writes continue when the fault is gone, and a reopen makes all well.
 * </ul>
 *
 * <p>{@code -Dallidb.soak=N} runs N workloads, each call both ways, and pairs of faults.
 */
class FaultAtEveryCallTest {

    private static final int SOAK = Integer.getInteger("allidb.soak", 1);
    private static final int PAIRS = 400 * (SOAK - 1);
    private static final int MOST_FAILURES = 4;

    private final long seed = Seed.get();
    private final Map<Long, PlatformWorkload> workloads = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private int runs;

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void nothingAcknowledgedIsLost(Kind kind) {
        for (int round = 0; round < SOAK; round++) {
            long workload = shortest(seed + round, kind);
            int calls = calls(workload, kind);
            Random random = new Random(workload);
            for (int call = 1; call <= calls && failures.size() < MOST_FAILURES; call++) {
                boolean forGood = kind != Kind.DELAY && random.nextBoolean();
                run(workload, kind, call, forGood, kind, Integer.MAX_VALUE);
                if (SOAK > 1 && kind != Kind.DELAY) {
                    run(workload, kind, call, !forGood, kind, Integer.MAX_VALUE);
                }
            }
        }
        pairs(kind);
        System.out.println("FaultAtEveryCallTest: " + kind + ", " + runs + " runs");
        assertEquals(List.of(), failures);
        // not every workload reads before the fault is repaired
        assertTrue(runs > 10 || kind == Kind.SHORT_READ, "only " + runs + " runs");
    }

    /** Returns the workload with the fewest calls of three: what all runs take grows with their square. */
    private long shortest(long first, Kind kind) {
        return LongStream.of(first, first + SOAK, first + 2L * SOAK)
                .boxed()
                .min(Comparator.comparing(workload -> calls(workload, kind)))
                .orElseThrow();
    }

    /** Returns how many calls can fail in that way. */
    private int calls(long workload, Kind kind) {
        return run(workload, kind, Integer.MAX_VALUE, false, kind, Integer.MAX_VALUE);
    }

    /** Two faults in one run. */
    private void pairs(Kind kind) {
        Random random = new Random(seed);
        Kind[] kinds = Kind.values();
        for (int pair = 0; pair < PAIRS && failures.size() < MOST_FAILURES; pair++) {
            Kind other = kinds[random.nextInt(kinds.length)];
            run(
                    seed + random.nextInt(SOAK),
                    kind,
                    1 + random.nextInt(400),
                    random.nextInt(4) == 0,
                    other,
                    1 + random.nextInt(400));
        }
    }

    private int run(long workload, Kind kind, int call, boolean forGood, Kind other, int otherCall) {
        runs++;
        FaultRun run = new FaultRun(
                workload,
                workloads.computeIfAbsent(workload, FaultRun::workload),
                device -> List.of(
                        new FaultAt(kind, device, call, forGood), new FaultAt(other, device, otherCall, false)));
        List<String> problems = run.play();
        if (!problems.isEmpty()) {
            failures.add(run + ": " + problems);
        }
        return run.calls();
    }
}
