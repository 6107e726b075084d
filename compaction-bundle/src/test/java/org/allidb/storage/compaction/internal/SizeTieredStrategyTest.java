package org.allidb.storage.compaction.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.testkit.TableSummaries;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Which tables are merged, drawn as their sizes in MiB. */
class SizeTieredStrategyTest {

    private static final long NOW = 1_750_000_000_000L;
    private static final long MINUTE = 60_000;

    private final List<TableSummary> tables = new ArrayList<>();
    private Map<String, String> options = Map.of();

    private SizeTieredStrategyTest tables(double... megabytes) {
        for (double each : megabytes) {
            tables.add(TableSummaries.table(tables.size() + 1, each, NOW, "a", "z"));
        }
        return this;
    }

    private String proposal() {
        CompactionView view = CompactionView.of(tables, Options.make(CompactionOptions.class, options), NOW);
        return new SizeTieredStrategy().propose(view).map(SizeTieredStrategyTest::draw).orElse("nothing");
    }

    private static String draw(CompactionTask task) {
        return switch (task) {
            case CompactionTask.Merge merge ->
                merge.inputs() + (merge.bottom() ? " to the bottom: " : ": ") + merge.reason();
            default -> task.toString();
        };
    }

    @Test
    void fourOfASizeAreMergedThreeAreNot() {
        assertEquals("nothing", tables(10, 11, 12).proposal());
        assertEquals("[1, 2, 3, 4] to the bottom: 4 tables of similar size", tables(13).proposal());
    }

    @Test
    void differentSizesAreDifferentTiers() {
        assertEquals("nothing", tables(2, 4, 8, 16, 32, 64, 128).proposal());
    }

    @Test
    void smallTablesAreOneTierHoweverMuchTheyDiffer() {
        assertEquals(
                "[1, 2, 3, 4]: 4 tables of similar size", tables(0.001, 0.01, 0.1, 0.9, 500).proposal());
    }

    @Test
    void tierOfTheSmallestTablesGoesFirst() {
        assertEquals(
                "[5, 6, 7, 8]: 4 tables of similar size", tables(100, 100, 100, 100, 5, 5, 5, 5).proposal());
    }

    @Test
    void tablesOverTheLargestSizeAreLeftAlone() {
        options = Map.of("max_size_mb", "50");
        assertEquals("nothing", tables(60, 60, 60, 60).proposal());
    }

    @Test
    void thresholdAndRatioAreThoseConfigured() {
        options = Map.of("size_tier_threshold", "2");
        assertEquals("[1, 2] to the bottom: 2 tables of similar size", tables(10, 10).proposal());
        tables.clear();
        options = Map.of("bucket_ratio", "3");
        assertEquals("[1, 2, 3, 4] to the bottom: 4 tables of similar size", tables(2, 4, 6, 8).proposal());
    }

    @Test
    void oldTablesAreMergedBelowTheThreshold() {
        tables.add(TableSummaries.table(1, 10, NOW - 61 * MINUTE, "a", "z"));
        tables.add(TableSummaries.table(2, 10, NOW, "a", "z"));
        assertEquals("[1, 2] to the bottom: tables older than 60 minutes", proposal());
        options = Map.of("max_age_minutes", "0");
        assertEquals("nothing", proposal());
    }

    @Test
    void tableOfTombstonesIsMergedWithWhatItDeletesFrom() {
        tables(10, 1000);
        tables.add(TableSummaries.table(3, 200, NOW, "zz", "zzz"));
        tables.add(TableSummaries.ofTombstones(4, 1_000_000, NOW, "b", "c"));
        assertEquals("[1, 2, 4] to the bottom: many tombstones", proposal());
    }

    @Test
    void fewTombstonesAreNotWorthAMerge() {
        tables(1000);
        tables.add(TableSummaries.ofTombstones(2, 9_999, NOW, "b", "c"));
        assertEquals("nothing", proposal());
        tables.set(1, TableSummaries.ofTombstones(2, 100_000, NOW, "b", "c"));
        assertEquals("nothing", proposal());
    }

    @Test
    void tombstonesOverNothingAreLeftAlone() {
        tables.add(TableSummaries.ofTombstones(1, 1_000_000, NOW, "b", "c"));
        assertEquals("nothing", proposal());
    }

    @Test
    void busyTablesAreNotChosen() {
        tables(10, 10, 10, 10);
        TableSummary first = tables.getFirst();
        tables.set(0, TableSummary.of(first.properties(), 0, true));
        assertEquals("nothing", proposal());
    }

    @Test
    void mergeIsNeverWiderThanItsLimit() {
        for (int i = 0; i < 100; i++) {
            tables(10);
        }
        CompactionView view = CompactionView.of(tables, CompactionOptions.DEFAULTS, NOW);
        Optional<CompactionTask> task = new SizeTieredStrategy().propose(view);
        assertEquals(SizeTieredStrategy.MAX_WIDTH, task.orElseThrow().inputs().size());
    }
}
