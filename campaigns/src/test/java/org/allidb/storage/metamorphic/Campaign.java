package org.allidb.storage.metamorphic;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Many runs: what they are made of follows from their seeds, and what was run is counted. */
final class Campaign {

    private static final int SHORTEST = 400;
    private static final int LONGEST = 2_200;
    private static final int MOST_ATTEMPTS = 4_000;

    private static final History EVERYTHING = new History(kind -> true);
    private static final History WITH_THREADS = new History(OperationKind::worksWithThreads);

    private final Map<OperationKind, Long> operations = new EnumMap<>(OperationKind.class);
    private final Map<String, Long> configurations = new HashMap<>();
    private long total;

    /** The run of a seed. Seeds in a row go through all named configurations, and random ones between them. */
    static Run run(long seed) {
        List<NamedConfiguration> named = Configurations.named();
        int chosen = (int) Math.floorMod(seed, named.size() + named.size() / 3L);
        Draw draw = new Draw(seed);
        NamedConfiguration configuration = chosen < named.size() ? named.get(chosen) : Configurations.random(draw);
        History history = configuration.hasThreads() ? WITH_THREADS : EVERYTHING;
        return new Run(configuration, false, history.of(seed, draw.between(SHORTEST, LONGEST)));
    }

    /** Runs a seed; what goes wrong is an error that says how to repeat it, and the shortest way there that is found. */
    void execute(long seed) {
        Run run = run(seed);
        Run.Result result = run.execute(OperationLog.digest());
        result.failure().ifPresent(failure -> {
            throw report(seed, run, result.done(), failure);
        });
        count(run);
    }

    /** Counts a run that went well. */
    synchronized void count(Run run) {
        total += run.operations().size();
        configurations.merge(run.configuration().name(), 1L, Long::sum);
        run.operations().forEach(operation -> operations.merge(operation.kind(), 1L, Long::sum));
    }

    synchronized long total() {
        return total;
    }

    /** Operations by kind. */
    Map<OperationKind, Long> operations() {
        return operations;
    }

    /** Runs by the configuration's name. */
    Map<String, Long> configurations() {
        return configurations;
    }

    @Override
    public String toString() {
        return total + " operations of " + operations.size() + " kinds under " + configurations.size()
                + " configurations";
    }

    /** A short run that fails in the same way. */
    static Run reduced(Run run, int done, Throwable failure) {
        List<Operation> upToFailure =
                run.operations().subList(0, Math.min(done + 1, run.operations().size()));
        Reduction reduction = new Reduction(
                operations -> run.with(operations)
                        .execute(OperationLog.digest())
                        .failure()
                        .filter(other -> other.getClass() == failure.getClass())
                        .isPresent(),
                MOST_ATTEMPTS);
        return run.with(reduction.of(upToFailure));
    }

    private static AssertionError report(long seed, Run run, int done, Throwable failure) {
        Run shortest = reduced(run, done, failure);
        OperationLog log = OperationLog.text();
        Throwable again = shortest.execute(log).failure().orElse(failure);
        return new AssertionError(
                "seed " + seed + ", configuration '" + run.configuration().name() + "' "
                        + run.configuration().values() + ", operation " + done + ": " + failure
                        + "\nrepeat with -Dallidb.seed=" + seed + "\nreduced to "
                        + shortest.operations().size()
                        + " operations: " + shortest.operations() + "\nwhich end with " + again + log,
                again);
    }
}
