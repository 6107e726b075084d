package org.allidb.storage.engine.internal.tenant;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.jspecify.annotations.Nullable;

/**
 * Asks a strategy, which may be anybody's, and disposes: what it throws, answers wrongly or never answers is contained and
 * reported with its name. After three failures in a row to propose the built-in strategy is asked until another one is
 * installed; after three failures to tell its debt, what it proposes is counted instead. Thread-safe, and calls a strategy
 * without a lock.
 */
public final class StrategyRunner {

    /** The strategy that takes over from one that keeps failing. */
    public static final String BUILT_IN = "size-tiered";
    /** How long an answer may take. */
    static final long TIMEOUT_SECONDS = 10;

    private static final int MAX_FAILURES = 3;
    private static final String NO_ANSWER = "no answer within " + TIMEOUT_SECONDS + " s";

    private final EngineServices services;
    private final TenantId tenant;
    private final Failures proposing = new Failures();
    private final Failures owing = new Failures();
    private final Set<Future<?>> questions = ConcurrentHashMap.newKeySet();

    StrategyRunner(EngineServices services, TenantId tenant) {
        this.services = services;
        this.tenant = tenant;
    }

    /** The name of the strategy in use. */
    String name() {
        return services.configuration().compaction().strategy();
    }

    /**
     * A task that can be carried out, if one is proposed. Waits for the answer.
     *
     * @param abandoned whether nobody wants to know any more
     */
    Optional<CompactionTask> propose(CompactionView view, BooleanSupplier abandoned) {
        CompactionStrategy strategy = asked();
        try {
            Optional<CompactionTask> task = ask(strategy, view, abandoned);
            task.ifPresent(proposed -> check(proposed, view));
            proposing.succeeded(strategy);
            return task;
        } catch (ExecutionException e) {
            failedToPropose(strategy, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            failedToPropose(strategy, NO_ANSWER);
        } catch (IllegalArgumentException e) {
            failedToPropose(strategy, e.getMessage());
        }
        return Optional.empty();
    }

    /** Ends the wait for answers under way, as if nothing was proposed. */
    void abandon() {
        questions.forEach(question -> question.cancel(true));
    }

    /**
     * What the strategy says is due. Calls it on the caller's thread, which must be one for plug-ins.
     *
     * @param view tables of which none is busy
     */
    CompactionDebt debt(CompactionView view) {
        CompactionStrategy strategy = asked();
        boolean isStuck = services.strategies().isStuck(strategy);
        if (isStuck && !owing.isHopeless(strategy)) {
            failedToOwe(strategy, NO_ANSWER);
        }
        if (isStuck) {
            return CompactionDebt.NONE;
        }
        if (!owing.isHopeless(strategy)) {
            try {
                CompactionDebt debt = strategy.debt(view);
                check(debt, view);
                owing.succeeded(strategy);
                return debt;
            } catch (RuntimeException | Error e) {
                failedToOwe(strategy, e.toString());
            }
        }
        try {
            return CompactionDebt.ofProposals(view, strategy::propose);
        } catch (RuntimeException | Error e) {
            // it is told when it is asked for a task
            return CompactionDebt.NONE;
        }
    }

    /**
     * Runs something that asks for the debt, on a thread of the strategy that is asked.
     *
     * @throws RejectedExecutionException if the platform is closed
     */
    Future<?> submit(Runnable question) {
        CompactionStrategy strategy;
        try {
            strategy = asked();
        } catch (ComponentMissingException e) {
            // there is none that could hang
            return services.plugins().submit(question);
        }
        if (services.strategies().isStuck(strategy)) {
            // it is not asked
            return services.plugins().submit(question);
        }
        return services.strategies().submit(strategy, () -> {
            question.run();
            return strategy;
        });
    }

    /** The strategy has not told its debt for too long. */
    void debtTimedOut() {
        try {
            failedToOwe(installed(), NO_ANSWER);
        } catch (ComponentMissingException e) {
            // it has gone meanwhile
        }
    }

    private CompactionStrategy asked() {
        CompactionStrategy strategy = installed();
        return proposing.isHopeless(strategy) ? builtIn() : strategy;
    }

    private CompactionStrategy installed() {
        return services.providers().require(ComponentKind.STRATEGY, CompactionStrategy.class, name());
    }

    private CompactionStrategy builtIn() {
        return services.providers().require(ComponentKind.STRATEGY, CompactionStrategy.class, BUILT_IN);
    }

    private Optional<CompactionTask> ask(
            CompactionStrategy strategy, CompactionView view, BooleanSupplier abandoned)
            throws ExecutionException, TimeoutException {
        if (services.strategies().isStuck(strategy)) {
            throw new TimeoutException();
        }
        Future<Optional<CompactionTask>> answer = services.strategies().submit(strategy, () -> strategy.propose(view));
        questions.add(answer);
        try {
            return abandoned.getAsBoolean() ? Optional.empty() : answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            questions.remove(answer);
            answer.cancel(true);
        }
    }

    private static void check(CompactionTask task, CompactionView view) {
        List<Long> inputs = task.inputs();
        Set<Long> idle = new HashSet<>();
        for (TableSummary table : view.tables()) {
            if (!table.busy()) {
                idle.add(table.properties().tableId());
            }
        }
        if (inputs.isEmpty()) {
            throw new IllegalArgumentException("it proposed a task without inputs");
        }
        for (long input : inputs) {
            if (!idle.remove(input)) {
                throw new IllegalArgumentException(
                        "it proposed table " + input + ", which does not exist, is busy, or was named twice");
            }
        }
        int level =
                switch (task) {
                    case CompactionTask.Merge merge -> merge.targetLevel();
                    case CompactionTask.Move move -> move.targetLevel();
                    case CompactionTask.Drop drop -> 0;
                };
        if (level < 0 || level > 63) {
            throw new IllegalArgumentException("it proposed level " + level + "; levels are 0 to 63");
        }
    }

    private static void check(CompactionDebt debt, CompactionView view) {
        CompactionDebt most = CompactionDebt.of(view.tables());
        if (debt.tables() < 0
                || debt.tables() > most.tables()
                || debt.bytes() < 0
                || debt.bytes() > most.bytes()) {
            throw new IllegalArgumentException("it owes " + debt.tables() + " tables and " + debt.bytes() + " bytes, where"
                    + " there are " + most.tables() + " and " + most.bytes());
        }
    }

    private void failedToPropose(CompactionStrategy strategy, String why) {
        boolean hopeless = proposing.failed(strategy);
        report(strategy, "failed: " + why + (hopeless ? "; '" + BUILT_IN + "' takes over until it is replaced" : ""));
    }

    private void failedToOwe(CompactionStrategy strategy, String why) {
        boolean hopeless = owing.failed(strategy);
        report(
                strategy,
                "failed to tell its debt: " + why
                        + (hopeless ? "; what it proposes is counted until it is replaced" : "; what it proposes is counted"));
    }

    private void report(CompactionStrategy strategy, String what) {
        services.events()
                .report(
                        StorageEvent.Type.FAILURE,
                        Optional.of(tenant),
                        "compaction strategy '" + strategy.name() + "' (" + strategy.getClass().getName() + ") " + what,
                        Map.of());
    }

    /** Failures in a row of one strategy, the last that failed. */
    private static final class Failures {

        private @Nullable CompactionStrategy failing;
        private int count;

        synchronized boolean isHopeless(CompactionStrategy strategy) {
            return strategy == failing && count >= MAX_FAILURES;
        }

        synchronized void succeeded(CompactionStrategy strategy) {
            count = strategy == failing ? 0 : count;
        }

        /** Returns whether it is hopeless now. */
        synchronized boolean failed(CompactionStrategy strategy) {
            count = strategy == failing ? count + 1 : 1;
            failing = strategy;
            return count >= MAX_FAILURES;
        }
    }
}
