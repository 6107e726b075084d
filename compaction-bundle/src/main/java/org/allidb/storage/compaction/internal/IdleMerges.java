package org.allidb.storage.compaction.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.allidb.storage.spi.compaction.MergeGain;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * What is merged while a tenant is idle, so that its reads are fast and its disk holds little that was overwritten. The tables
 * are sorted runs: those of a run hold no common keys. The largest run is left alone as long as the others together are small
 * beside it, and overwrite little of it; the others become one.
 *
 * <p>So an idle tenant comes down to one run, or to two of which the second has less than a {@link #SHARE} of the bytes of the
 * first. Its disk holds at most 1.25 bytes for each one that was not overwritten: small rows and tombstones that overwrite large
 * ones count by what they overwrite, as {@link MergeGain} estimates it. The largest run is rewritten only after a {@link #SHARE}
 * of it was written since, or overwritten.
 */
final class IdleMerges {

    /** The bytes of the largest run for each byte of the others from which on they are merged with it. */
    static final int SHARE = 4;

    private IdleMerges() {}

    /** Returns the tables to merge, smallest first; fewer than two if nothing is worth it. */
    static List<TableSummary> of(List<TableSummary> tables) {
        List<List<TableSummary>> runs = runs(tables);
        if (runs.size() < 2) {
            return List.of();
        }
        runs.sort(Comparator.comparingLong(IdleMerges::bytes).reversed());
        long others = runs.stream().skip(1).mapToLong(IdleMerges::bytes).sum();
        boolean withLargest = SHARE * others >= bytes(runs.getFirst()) || isOverwritten(tables);
        if (!withLargest && runs.size() == 2) {
            return List.of();
        }
        List<TableSummary> chosen = new ArrayList<>();
        runs.stream().skip(withLargest ? 0 : 1).forEach(chosen::addAll);
        chosen.sort(SizeTieredStrategy.BY_SIZE);
        return chosen;
    }

    /** Returns whether there are more bytes than {@link #SHARE} + 1 for each {@link #SHARE} that were not overwritten. */
    private static boolean isOverwritten(List<TableSummary> tables) {
        MergeGain gain = MergeGain.of(tables);
        return gain.droppedBytes() > gain.bytes() / (SHARE + 1);
    }

    /** Puts each table into the first run with no common keys, the largest first. */
    private static List<List<TableSummary>> runs(List<TableSummary> tables) {
        List<List<TableSummary>> runs = new ArrayList<>();
        for (TableSummary table :
                tables.stream().sorted(SizeTieredStrategy.BY_SIZE.reversed()).toList()) {
            runs.stream()
                    .filter(run -> run.stream()
                            .noneMatch(other -> table.properties()
                                    .keys()
                                    .overlaps(other.properties().keys())))
                    .findFirst()
                    .orElseGet(() -> {
                        runs.add(new ArrayList<>());
                        return runs.getLast();
                    })
                    .add(table);
        }
        return runs;
    }

    private static long bytes(List<TableSummary> run) {
        return run.stream().mapToLong(t -> t.properties().fileBytes()).sum();
    }
}
