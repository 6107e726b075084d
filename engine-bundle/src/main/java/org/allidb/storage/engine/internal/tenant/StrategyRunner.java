package org.allidb.storage.engine.internal.tenant;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.event.StorageEvent;
import org.jspecify.annotations.Nullable;

/**
 * Asks a strategy, which may be anybody's, and disposes: what it throws, proposes wrongly or never answers is contained
 * and reported with its name; after three failures in a row the built-in strategy is asked until another one is
 * installed. Used by one thread at a time.
 */
public final class StrategyRunner {

    /** The strategy that takes over from one that keeps failing. */
    public static final String BUILT_IN = "size-tiered";
    private static final int MAX_FAILURES = 3;
    private static final long TIMEOUT_SECONDS = 10;

    private final EngineServices services;
    private final TenantId tenant;
    private @Nullable CompactionStrategy failing;
    private int failures;

    StrategyRunner(EngineServices services, TenantId tenant) {
        this.services = services;
        this.tenant = tenant;
    }

    /** A task that can be carried out, if one is proposed. */
    Optional<CompactionTask> propose(CompactionView view) {
        CompactionStrategy strategy = strategy();
        try {
            Optional<CompactionTask> task = ask(strategy, view);
            task.ifPresent(proposed -> check(proposed, view));
            failures = strategy == failing ? 0 : failures;
            return task;
        } catch (ExecutionException e) {
            failed(strategy, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            failed(strategy, "no answer within " + TIMEOUT_SECONDS + " s");
        } catch (IllegalArgumentException e) {
            failed(strategy, e.getMessage());
        }
        return Optional.empty();
    }

    private CompactionStrategy strategy() {
        String name = services.configuration().compaction().strategy();
        CompactionStrategy strategy =
                services.providers().require(ComponentKind.STRATEGY, CompactionStrategy.class, name);
        if (strategy == failing && failures >= MAX_FAILURES) {
            return services.providers().require(ComponentKind.STRATEGY, CompactionStrategy.class, BUILT_IN);
        }
        return strategy;
    }

    private Optional<CompactionTask> ask(CompactionStrategy strategy, CompactionView view)
            throws ExecutionException, TimeoutException {
        Future<Optional<CompactionTask>> answer = services.plugins().submit(() -> strategy.propose(view));
        try {
            return answer.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
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

    private void failed(CompactionStrategy strategy, String why) {
        failures = strategy == failing ? failures + 1 : 1;
        failing = strategy;
        String consequence = failures >= MAX_FAILURES ? "; '" + BUILT_IN + "' takes over until it is replaced" : "";
        services.events()
                .report(
                        StorageEvent.Type.FAILURE,
                        Optional.of(tenant),
                        "compaction strategy '" + strategy.name() + "' (" + strategy.getClass().getName() + ") failed: "
                                + why + consequence,
                        Map.of());
    }
}
