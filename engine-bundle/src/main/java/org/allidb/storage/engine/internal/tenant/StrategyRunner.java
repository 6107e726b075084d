package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.Culprits;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.event.EventSink;
import org.jspecify.annotations.Nullable;

/**
 * Asks the strategy in use, which may be a plug-in, for a tenant, and checks its answers.
 *
 * <ul>
 *   <li>A strategy that throws, answers wrongly or never answers is reported with its name; the tenant's other work continues.
 *   <li>After three failures in a row to propose, the built-in strategy is asked until another one is installed.
 *   <li>After three failures in a row to state its debt, what it proposes is counted instead.
 *   <li>Thread-safe; a strategy is called without a lock.
 * </ul>
 */
public final class StrategyRunner {

    /** The strategy that takes over from one that keeps failing. */
    public static final String BUILT_IN = "size-tiered";
    /** How long an answer may take. */
    static final long TIMEOUT_SECONDS = 10;

    private static final int MAX_FAILURES = 3;
    private static final String NO_ANSWER = "no answer within " + TIMEOUT_SECONDS + " s";

    private final TenantId tenant;
    private final Supplier<StorageConfiguration> configuration;
    private final ProviderRegistry providers;
    private final EngineThreads threads;
    private final EventSink events;
    private final ProposalCheck proposals;
    private final Failures proposing = new Failures();
    private final Failures owing = new Failures();
    /** The name of a strategy that is not installed, and was reported; empty if it is. */
    private volatile String missing = "";

    private final FewThings<Future<?>> questions = new FewThings<>();

    StrategyRunner(
            TenantId tenant,
            Supplier<StorageConfiguration> configuration,
            ProviderRegistry providers,
            ProposalCheck proposals,
            EngineThreads threads,
            EventSink events) {
        this.tenant = tenant;
        this.configuration = configuration;
        this.providers = providers;
        this.proposals = proposals;
        this.threads = threads;
        this.events = events;
    }

    /** Returns the name of the strategy in use. */
    String name() {
        return configuration.get().compaction().strategy();
    }

    /**
     * Returns a task that can be carried out, if one is proposed. Waits for the answer.
     *
     * @param abandoned returns whether the answer is of no use any more
     */
    Optional<CompactionTask> propose(CompactionView view, BooleanSupplier abandoned) {
        CompactionStrategy strategy = asked();
        try {
            Optional<CompactionTask> task = ask(strategy, view, abandoned);
            task.ifPresent(proposed -> proposals.check(proposed, view));
            proposing.succeeded(strategy);
            return task;
        } catch (ExecutionException e) {
            failedToPropose(strategy, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            failedToPropose(strategy, NO_ANSWER);
        } catch (IllegalArgumentException e) {
            failedToPropose(strategy, String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    /**
     * What a strategy says of several views.
     *
     * @param strategy its name
     * @param tasks an answer for each view, unchecked; none if it failed
     * @param failure why it did not answer; empty if it did
     */
    record Answers(String strategy, List<Optional<CompactionTask>> tasks, String failure) {}

    /** Asks the strategy what it would propose. Waits for the answers; a failure has no consequences. */
    Answers answers(List<CompactionView> views) {
        CompactionStrategy strategy = asked();
        if (threads.strategies().isStuck(strategy)) {
            return new Answers(strategy.name(), List.of(), NO_ANSWER);
        }
        Future<List<Optional<CompactionTask>>> answer = threads.strategies()
                .submit(
                        strategy,
                        () -> views.stream()
                                .map(view -> Objects.requireNonNull(strategy.propose(view), "it proposed null"))
                                .toList());
        try {
            return new Answers(strategy.name(), answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS), "");
        } catch (ExecutionException e) {
            return new Answers(strategy.name(), List.of(), String.valueOf(e.getCause()));
        } catch (TimeoutException | CancellationException e) {
            return new Answers(strategy.name(), List.of(), NO_ANSWER);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answers(strategy.name(), List.of(), "the thread was interrupted");
        } finally {
            answer.cancel(true);
        }
    }

    /** Ends the wait for answers under way, as if nothing was proposed. */
    void abandon() {
        questions.now().forEach(question -> question.cancel(true));
    }

    /**
     * Returns what the strategy says is due. Calls it on the caller's thread, which must be one for plug-ins.
     *
     * @param view tables of which none is busy
     */
    CompactionDebt debt(CompactionView view) {
        CompactionStrategy strategy = asked();
        boolean isStuck = threads.strategies().isStuck(strategy);
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
            // it is reported when it is asked for a task
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
            return threads.plugins().submit(question);
        }
        if (threads.strategies().isStuck(strategy)) {
            // it is not asked
            return threads.plugins().submit(question);
        }
        return threads.strategies().submit(strategy, () -> {
            question.run();
            return strategy;
        });
    }

    /** Counts a strategy that has not stated its debt for too long as failed. */
    void debtTimedOut() {
        providers.find(ComponentKind.STRATEGY, name()).ifPresent(strategy -> failedToOwe(strategy, NO_ANSWER));
    }

    private CompactionStrategy asked() {
        String name = name();
        Optional<CompactionStrategy> strategy = providers.find(ComponentKind.STRATEGY, name);
        if (strategy.isEmpty() && !name.equals(missing)) {
            missing = name;
            events.report(
                    StorageEvent.Type.FAILURE,
                    Optional.of(tenant),
                    "there is no compaction strategy '" + name + "'; '" + BUILT_IN
                            + "' takes over until the bundle or jar that provides it is installed",
                    Map.of());
        } else if (strategy.isPresent()) {
            missing = "";
        }
        return strategy.isEmpty() || proposing.isHopeless(strategy.get()) ? builtIn() : strategy.get();
    }

    private CompactionStrategy builtIn() {
        return providers.require(ComponentKind.STRATEGY, BUILT_IN);
    }

    @SuppressWarnings("UndefinedEquals") // a future equals itself
    private Optional<CompactionTask> ask(CompactionStrategy strategy, CompactionView view, BooleanSupplier abandoned)
            throws ExecutionException, TimeoutException {
        if (threads.strategies().isStuck(strategy)) {
            throw new TimeoutException();
        }
        Future<Optional<CompactionTask>> answer = threads.strategies().submit(strategy, () -> strategy.propose(view));
        questions.add(answer);
        try {
            if (abandoned.getAsBoolean()) {
                return Optional.empty();
            }
            Optional<CompactionTask> task = answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (task == null) {
                throw new IllegalArgumentException(
                        "it returned null; a strategy that has no task returns Optional.empty()");
            }
            return task;
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

    private static void check(CompactionDebt debt, CompactionView view) {
        CompactionDebt most = CompactionDebt.of(view.tables());
        if (debt.tables() < 0 || debt.tables() > most.tables() || debt.bytes() < 0 || debt.bytes() > most.bytes()) {
            throw new IllegalArgumentException("it owes " + debt.tables() + " tables and " + debt.bytes()
                    + " bytes, where" + " there are " + most.tables() + " and " + most.bytes());
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
                        + (hopeless
                                ? "; what it proposes is counted until it is replaced"
                                : "; what it proposes is counted"));
    }

    private void report(CompactionStrategy strategy, String what) {
        events.report(
                StorageEvent.Type.FAILURE,
                Optional.of(tenant),
                "compaction " + Culprits.describe(ComponentKind.STRATEGY, nameOf(strategy), strategy) + " " + what,
                Map.of());
    }

    /** Returns the name under which a strategy was installed; its own may change. */
    private String nameOf(CompactionStrategy strategy) {
        return providers
                        .find(ComponentKind.STRATEGY, name())
                        .filter(current -> current == strategy)
                        .isPresent()
                ? name()
                : BUILT_IN;
    }

    /** The failures in a row of the strategy that failed last. Thread-safe. */
    private static final class Failures {

        @GuardedBy("this")
        private @Nullable CompactionStrategy failing;

        @GuardedBy("this")
        private int count;

        synchronized boolean isHopeless(CompactionStrategy strategy) {
            return strategy == failing && count >= MAX_FAILURES;
        }

        synchronized void succeeded(CompactionStrategy strategy) {
            count = strategy == failing ? 0 : count;
        }

        /** Counts a failure, and returns whether there are too many now. */
        synchronized boolean failed(CompactionStrategy strategy) {
            count = strategy == failing ? count + 1 : 1;
            failing = strategy;
            return count >= MAX_FAILURES;
        }
    }
}
