package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.TableSummaries;
import org.junit.jupiter.api.Test;

/** Whatever tables there are, idle merges end soon, with little beside the largest run. */
class IdleMergesTest {

    private static final long NOW = 1_750_000_000_000L;
    private static final double LARGE = 100;

    private final Random random = new Random(Seed.get());

    @Test
    void mergesEndWithLittleBesideTheLargestTable() {
        for (int round = 0; round < 500; round++) {
            List<TableSummary> tables = new ArrayList<>();
            for (int id = 1; id <= 1 + random.nextInt(20); id++) {
                tables.add(table(id, 1 + random.nextInt(100)));
            }
            int merges = 0;
            for (List<TableSummary> chosen = IdleMerges.of(tables); !chosen.isEmpty(); chosen = IdleMerges.of(tables)) {
                assertTrue(chosen.size() > 1, chosen::toString);
                tables.removeAll(chosen);
                tables.add(table(100 + merges, megabytes(chosen)));
                merges++;
            }
            assertTrue(merges <= 2, merges + " merges");
            assertTrue(tables.size() <= 2, tables::toString);
            double largest = tables.stream()
                    .map(IdleMergesTest::bytes)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            double all = tables.stream().mapToLong(IdleMergesTest::bytes).sum();
            assertTrue(all < largest * 1.25 || tables.size() == 1, tables::toString);
        }
    }

    /** Small flushes now and then must not have the largest table written each time. */
    @Test
    void largestTableIsWrittenAfterAQuarterOfItWasWritten() {
        List<TableSummary> tables = new ArrayList<>(List.of(table(1, LARGE)));
        double written = 0;
        for (int id = 2; written == 0; id++) {
            tables.add(table(id, 1));
            List<TableSummary> chosen = IdleMerges.of(tables);
            if (chosen.isEmpty()) {
                continue;
            }
            tables.removeAll(chosen);
            tables.add(table(1_000 + id, megabytes(chosen)));
            if (megabytes(chosen) > LARGE) {
                written = megabytes(chosen) - LARGE;
            }
        }
        assertEquals(LARGE / IdleMerges.SHARE, written, 1);
    }

    /** Ten MiB of tombstones and small rows can overwrite a hundred. */
    @Test
    void largestTableIsWrittenWhenItIsOverwrittenByLittle() {
        TableSummary large = TableSummaries.withRows(table(1, LARGE), LongStream.range(0, 100_000));
        TableSummary small = TableSummaries.withRows(table(2, LARGE / 10), LongStream.range(0, 50_000));
        TableSummary other = TableSummaries.withRows(table(3, LARGE / 10), LongStream.range(200_000, 250_000));
        long entries = large.properties().entries();
        assertEquals(List.of(), IdleMerges.of(List.of(large, withEntries(other, entries / 2))));
        assertEquals(
                2,
                IdleMerges.of(List.of(large, withEntries(small, entries / 2))).size());
    }

    private static TableSummary withEntries(TableSummary table, long entries) {
        return TableSummary.of(
                table.properties().toBuilder().counts(entries, 0, 0).build(), 0, false);
    }

    private static TableSummary table(long id, double megabytes) {
        return TableSummaries.table(id, megabytes, NOW, "a", "z");
    }

    private static double megabytes(List<TableSummary> tables) {
        return tables.stream().mapToLong(IdleMergesTest::bytes).sum() / (double) (1 << 20);
    }

    private static long bytes(TableSummary table) {
        return table.properties().fileBytes();
    }
}
