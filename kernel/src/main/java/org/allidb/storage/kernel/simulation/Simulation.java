package org.allidb.storage.kernel.simulation;

import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.osgi.annotation.versioning.ProviderType;

/** A run of a strategy over a history, and what is measured after each flush. */
@ProviderType
public final class Simulation implements CompactionSimulation {

    private static final int SAMPLED_ROWS = 64;

    private final String strategy;
    private final List<Double> space = new ArrayList<>();
    private long flushed;
    private long written;
    private int merges;
    private long largestMerge;
    private double tablesOverRows;
    private int measuredRows;
    private int mostTables;
    private int tables;

    private Simulation(String strategy) {
        this.strategy = strategy;
    }

    /**
     * Runs a strategy over a history.
     *
     * @param strategy the strategy
     * @param history what is written
     * @param options the configuration
     * @return what it made of it
     * @throws InvalidArgumentException if the strategy fails, proposes what cannot be done, or comes to no end
     */
    public static CompactionSimulation run(
            CompactionStrategy strategy, WriteHistory history, CompactionOptions options) {
        try {
            Simulation run = new Simulation(strategy.name());
            run.measure(strategy, history, options);
            return run;
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new InvalidArgumentException("the strategy '" + strategy.name() + "' failed: " + e, e);
        }
    }

    private void measure(CompactionStrategy tried, WriteHistory history, CompactionOptions options) {
        SimulatedTenant tenant = new SimulatedTenant(tried, options, history, rows -> rows, this::merged);
        for (int i = 0; i < history.flushes(); i++) {
            flushed += tenant.flush(history.puts(i), history.deletes(i));
            measure(tenant);
        }
        tables = tenant.tables();
    }

    private void merged(SimulatedMerge merge) {
        merges++;
        written += merge.bytesWritten();
        largestMerge = Math.max(largestMerge, merge.bytesRead());
    }

    private void measure(SimulatedTenant tenant) {
        int[] live = tenant.liveRows();
        if (live.length == 0) {
            space.add(1.0);
            return;
        }
        space.add(tenant.bytes() / (double) tenant.liveBytes());
        int step = Math.max(1, live.length / SAMPLED_ROWS);
        for (int i = step / 2; i < live.length; i += step) {
            int over = tenant.tablesOver(live[i]);
            tablesOverRows += over;
            measuredRows++;
            mostTables = Math.max(mostTables, over);
        }
    }

    @Override
    public String strategy() {
        return strategy;
    }

    @Override
    public double writeAmplification() {
        return (flushed + written) / (double) Math.max(1, flushed);
    }

    @Override
    public double readAmplification() {
        return tablesOverRows / Math.max(1, measuredRows);
    }

    @Override
    public int mostTablesOverARow() {
        return mostTables;
    }

    @Override
    public double spaceAmplification() {
        return space.stream().mapToDouble(Double::doubleValue).average().orElse(1);
    }

    @Override
    public double mostSpaceAmplification() {
        return space.stream()
                .skip(space.size() / 10)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    @Override
    public List<Double> spaceOverTime() {
        return List.copyOf(space);
    }

    @Override
    public int merges() {
        return merges;
    }

    @Override
    public long largestMergeBytes() {
        return largestMerge;
    }

    @Override
    public int tables() {
        return tables;
    }
}
