package org.allidb.storage.engine.internal.tenant;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * Checks what a strategy proposes before a table is claimed for it: the tables are there, and no table is dropped that has rows
 * which live. Thread-safe.
 */
final class ProposalCheck {

    private static final int MAX_LEVEL = 63;
    private static final long YOUNG_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final FruitlessTasks fruitless;

    ProposalCheck(FruitlessTasks fruitless) {
        this.fruitless = fruitless;
    }

    /**
     * Checks a task.
     *
     * @param task what the strategy proposed
     * @param view what it was asked about
     * @throws IllegalArgumentException if it cannot be carried out, with the reason
     */
    void check(CompactionTask task, CompactionView view) {
        if (task.inputs().isEmpty()) {
            throw new IllegalArgumentException("it proposed a task without inputs");
        }
        List<TableSummary> tables = tables(task, view);
        switch (task) {
            case CompactionTask.Merge merge -> checkLevel(merge.targetLevel());
            case CompactionTask.Move move -> checkLevel(move.targetLevel());
            case CompactionTask.Drop _ -> tables.forEach(table -> checkExpired(table.properties(), view.nowMillis()));
        }
        // a table that was written long ago is not written again and again
        if (task instanceof CompactionTask.Move
                || tables.stream().anyMatch(table -> isYoung(table, view.nowMillis()))) {
            fruitless.check(task);
        }
    }

    private static boolean isYoung(TableSummary table, long nowMillis) {
        return nowMillis - table.properties().createdMillis() < YOUNG_MILLIS;
    }

    private static List<TableSummary> tables(CompactionTask task, CompactionView view) {
        Map<Long, TableSummary> idle = new HashMap<>();
        for (TableSummary table : view.tables()) {
            if (!table.busy()) {
                idle.put(table.properties().tableId(), table);
            }
        }
        List<TableSummary> tables = new ArrayList<>();
        for (long input : task.inputs()) {
            TableSummary table = idle.remove(input);
            if (table == null) {
                throw new IllegalArgumentException(
                        "it proposed table " + input + ", which does not exist, is busy, or was named twice");
            }
            tables.add(table);
        }
        return tables;
    }

    private static void checkLevel(int level) {
        if (level < 0 || level > MAX_LEVEL) {
            throw new IllegalArgumentException("it proposed level " + level + "; levels are 0 to " + MAX_LEVEL);
        }
    }

    /** A table is dropped without being read: what it says of itself must leave no doubt. */
    private static void checkExpired(TableProperties table, long nowMillis) {
        boolean allExpired = table.maxExpiryMillis() != 0 && table.maxExpiryMillis() <= nowMillis;
        if (!allExpired || table.tombstones() + table.rangeTombstones() > 0) {
            throw new IllegalArgumentException("it proposed to drop table " + table.tableId()
                    + ", which has rows that have not expired, or tombstones; only a table all of whose rows have"
                    + " expired may be dropped");
        }
    }
}
