package org.allidb.storage.metamorphic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/**
 * Random operations under many configurations against a model, see the package's description. {@code -Dallidb.soak=N}
 * makes it N times as long; {@code -Dallidb.seed=N} begins with the run that failed.
 */
class MetamorphicTest {

    private static final long OPERATIONS = 105_000L * Integer.getInteger("allidb.soak", 1);
    /** A run takes milliseconds, and making a failing one short takes seconds. */
    private static final Duration HANGS = Duration.ofMinutes(5);

    private static final int WORKERS = Math.min(8, Runtime.getRuntime().availableProcessors());
    private static final int COMPARED = 400;
    private static final int REPEATED = 4;
    private static final int SHORT = 12;

    @Test
    void storeAgreesWithModel() throws Exception {
        AtomicLong next = new AtomicLong(Seed.get());
        Campaign campaign = new Campaign();
        Callable<Void> worker = () -> {
            while (campaign.total() < OPERATIONS) {
                long seed = next.getAndIncrement();
                assertTimeoutPreemptively(HANGS, () -> campaign.execute(seed), () -> "seed " + seed + " hangs");
            }
            return null;
        };
        try (ExecutorService threads = Executors.newFixedThreadPool(WORKERS)) {
            for (Future<Void> end : threads.invokeAll(Collections.nCopies(WORKERS, worker))) {
                end.get();
            }
        }
        System.out.println("MetamorphicTest: " + campaign);
        assertEquals(Set.of(OperationKind.values()), campaign.operations().keySet());
        Set<String> names = Configurations.named().stream()
                .map(NamedConfiguration::name)
                .collect(Collectors.toCollection(TreeSet::new));
        names.add("random");
        assertEquals(names, new TreeSet<>(campaign.configurations().keySet()));
    }

    @Test
    void oneSeedGivesOneHistory() {
        long seed = Seed.get();
        for (long i = 0; i < REPEATED; i++) {
            Run run = Campaign.run(seed + i);
            if (!run.configuration().hasThreads()) {
                assertEquals(
                        run.execute(OperationLog.text()).log().toString(),
                        run.execute(OperationLog.text()).log().toString(),
                        "seed " + (seed + i));
            }
        }
    }

    @Test
    void configurationsGiveTheSameAnswers() {
        long seed = Seed.get();
        History history = new History(OperationKind::isComparable);
        Campaign campaign = new Campaign();
        List<NamedConfiguration> named = Configurations.named();
        List<Operation> operations = history.of(seed, COMPARED);
        String expected = answers(new Run(named.getFirst(), true, operations));
        for (NamedConfiguration configuration : named) {
            Run run = new Run(configuration, true, operations);
            assertEquals(expected, answers(run), "seed " + seed + ", " + configuration.name());
            campaign.count(run);
        }
        System.out.println("MetamorphicTest: the same answers from " + campaign);
    }

    @Test
    void failureIsReducedToFewOperations() {
        long seed = Seed.get();
        History history = new History(OperationKind::isComparable);
        for (long i = 0; ; i++) {
            assertTrue(i < 100, "a merge that loses tombstones was not noticed");
            Run run = new Run(
                    Configurations.named().getFirst(),
                    true,
                    history.of(seed + i, 2_000),
                    List.of(Relays.losingTombstones()));
            Run.Result result = run.execute(OperationLog.digest());
            if (result.failure().isPresent()) {
                Run shortest =
                        Campaign.reduced(run, result.done(), result.failure().get());
                System.out.println(
                        "MetamorphicTest: " + result.done() + " operations reduced to " + shortest.operations());
                assertTrue(shortest.operations().size() <= SHORT, shortest.operations()::toString);
                return;
            }
        }
    }

    private static String answers(Run run) {
        Run.Result result = run.execute(OperationLog.text());
        result.failure().ifPresent(failure -> {
            throw new AssertionError("under '" + run.configuration().name() + "' " + result.log(), failure);
        });
        return result.log().toString();
    }
}
