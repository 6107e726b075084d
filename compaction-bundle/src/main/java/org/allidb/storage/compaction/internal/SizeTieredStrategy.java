package org.allidb.storage.compaction.internal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * A strategy that merges tables of similar size once there are enough of them: few merges for each row, for more tables to
 * read. A tier is a run of tables by size, each within the bucket ratio of the tier's average so far; all tables below the
 * minimum size are one tier. Of the tiers that are due, the one with the smallest tables is merged first: it removes most
 * tables for the bytes that it moves.
 *
 * <p>With T = {@code size_tier_threshold}, N bytes in all and tables of F bytes from a flush, there are L = log<sub>T</sub>(N/F)
 * tiers, and the cost is about
 *
 * <ul>
 *   <li>write: 1 + L bytes written for each byte, because a row is written once in each tier; and what {@link OverwriteMerges}
 *       write;
 *   <li>read: (T − 1) · L tables in a scan, and in a lookup that no filter and no timestamp ends; fewer where there are many
 *       scans, see {@link ScanMerges};
 *   <li>space: {@code max_space_amplification} times the live bytes, and as much again as the inputs while they are merged. Up
 *       to T times the live bytes where tables have no key sketches, as those of earlier versions.
 * </ul>
 *
 * <p>{@link OverwriteMerges} merge what is overwritten, and {@link ScanMerges} what is scanned, across tiers. While the tenant is idle, {@link IdleMerges} leave one or
 * two tables.
 */
public class SizeTieredStrategy implements CompactionStrategy {

    /** The most tables in one merge. */
    static final int MAX_WIDTH = 32;

    /** The least number of tombstones for which a table is merged because of them. */
    private static final long DENSE_TOMBSTONES = 10_000;

    /** The most entries that they may delete for each tombstone. */
    private static final long DENSE_SHARE = 10;

    /** Smallest first. */
    static final Comparator<TableSummary> BY_SIZE = Comparator.<TableSummary>comparingLong(
                    t -> t.properties().fileBytes())
            .thenComparingLong(t -> t.properties().tableId());

    /** Creates the strategy. */
    public SizeTieredStrategy() {}

    @Override
    public String name() {
        return "size-tiered";
    }

    @Override
    public Optional<CompactionTask> propose(CompactionView view) {
        Optional<CompactionTask> expired = ExpiredTables.propose(view);
        if (expired.isPresent()) {
            return expired;
        }
        CompactionOptions options = view.options();
        List<TableSummary> idle =
                view.tables().stream().filter(t -> !t.busy()).sorted(BY_SIZE).toList();
        List<List<TableSummary>> tiers = tiers(idle, options);
        OverwriteMerges overwritten = OverwriteMerges.of(view);
        for (List<TableSummary> tier : tiers) {
            // a merge of overwritten tables that takes the whole tier writes it once instead of twice
            if (tier.size() >= options.sizeTierThreshold()
                    && !overwritten.tables().containsAll(tier)) {
                return merge(view, tier, tier.size() + " tables of similar size");
            }
        }
        if (!overwritten.tables().isEmpty()) {
            return merge(view, overwritten.tables(), overwritten.reason());
        }
        List<TableSummary> scanned = ScanMerges.of(view);
        if (!scanned.isEmpty()) {
            return merge(view, scanned, "scans opened " + scanned.size() + " tables instead of one");
        }
        Optional<CompactionTask> half = ExpiredTables.proposeHalf(view, table -> isLargest(view, List.of(table)));
        if (half.isPresent()) {
            return half;
        }
        for (List<TableSummary> tier : tiers) {
            if (tier.size() >= 2 && isAged(tier, view)) {
                return merge(view, tier, "tables older than " + (long) options.maxAgeMinutes() + " minutes");
            }
        }
        return denseTombstones(view, idle)
                .or(() -> agedTombstones(view, idle))
                .or(() -> view.isIdle() ? whenIdle(view) : Optional.empty());
    }

    /** Proposes what an idle tenant merges, as soon as nothing else is being merged. */
    private static Optional<CompactionTask> whenIdle(CompactionView view) {
        if (view.tables().stream().anyMatch(TableSummary::busy)) {
            return Optional.empty();
        }
        long largest = view.options().maxSizeBytes();
        List<TableSummary> chosen = IdleMerges.of(view.tables().stream()
                .filter(t -> largest == 0 || t.properties().fileBytes() <= largest)
                .toList());
        return chosen.size() < 2 ? Optional.empty() : merge(view, chosen, "the tenant is idle");
    }

    /**
     * Returns the tables of each tier beyond those with which it waits. If more bytes are overwritten beyond what is allowed than
     * these tables have, returns those bytes: they grow while the merge that drops them is behind.
     */
    @Override
    public CompactionDebt debt(CompactionView view) {
        int atRest = view.options().sizeTierThreshold() - 1;
        List<TableSummary> bySize = view.tables().stream().sorted(BY_SIZE).toList();
        CompactionDebt beyond = CompactionDebt.of(tiers(bySize, view.options()).stream()
                .flatMap(tier -> tier.stream().limit(Math.max(0, tier.size() - atRest)))
                .toList());
        long excess = OverwriteMerges.of(view).excess();
        return CompactionDebt.of(beyond.tables(), Math.max(beyond.bytes(), excess));
    }

    static List<List<TableSummary>> tiers(List<TableSummary> bySize, CompactionOptions options) {
        List<List<TableSummary>> tiers = new ArrayList<>();
        List<TableSummary> tier = new ArrayList<>();
        double average = 0;
        for (TableSummary table : bySize) {
            long size = table.properties().fileBytes();
            if (options.maxSizeBytes() > 0 && size > options.maxSizeBytes()) {
                break;
            }
            boolean small = size < options.minSizeBytes();
            if (!tier.isEmpty() && !small && size > average * options.bucketRatio()) {
                tiers.add(tier);
                tier = new ArrayList<>();
                average = 0;
            }
            average = (average * tier.size() + size) / (tier.size() + 1);
            tier.add(table);
        }
        if (!tier.isEmpty()) {
            tiers.add(tier);
        }
        return tiers;
    }

    private static boolean isAged(List<TableSummary> tier, CompactionView view) {
        long maxAge = view.options().maxAgeMillis();
        return maxAge > 0
                && tier.stream().anyMatch(t -> view.nowMillis() - t.properties().createdMillis() > maxAge);
    }

    /**
     * Proposes to merge a table of tombstones with the tables that it deletes from, because scans walk over each deleted row
     * and each tombstone until then. The tombstones must be a good part of the rows there, so that the merge is worth it.
     */
    private static Optional<CompactionTask> denseTombstones(CompactionView view, List<TableSummary> idle) {
        for (TableSummary table : idle) {
            long ranges = table.properties().rangeTombstones();
            long tombstones = table.properties().tombstones() + ranges;
            if (tombstones < DENSE_TOMBSTONES
                    || 2 * tombstones < table.properties().entries() + ranges) {
                continue;
            }
            List<TableSummary> overlapping = view.tables().stream()
                    .filter(other -> table.properties()
                            .keys()
                            .overlaps(other.properties().keys()))
                    .toList();
            long others = overlapping.stream()
                            .mapToLong(other -> other.properties().entries())
                            .sum()
                    - table.properties().entries();
            if (overlapping.size() > 1
                    && overlapping.size() <= MAX_WIDTH
                    && overlapping.stream().noneMatch(TableSummary::busy)
                    && tombstones >= others / DENSE_SHARE) {
                return merge(view, overlapping, "many tombstones");
            }
        }
        return Optional.empty();
    }

    private static Optional<CompactionTask> agedTombstones(CompactionView view, List<TableSummary> idle) {
        long maxAge = view.options().maxAgeMillis();
        if (maxAge == 0) {
            return Optional.empty();
        }
        return idle.stream()
                .filter(t -> view.nowMillis() - t.properties().createdMillis() > maxAge)
                .filter(t -> 2 * t.properties().tombstones() >= t.properties().entries())
                .filter(t -> t.properties().tombstones() + t.properties().rangeTombstones() > 0)
                .findFirst()
                .map(t -> CompactionTask.Merge.of(
                        List.of(t.properties().tableId()), t.level(), isLargest(view, List.of(t)), "old tombstones"));
    }

    private static Optional<CompactionTask> merge(CompactionView view, List<TableSummary> tier, String reason) {
        List<TableSummary> chosen = tier.size() > MAX_WIDTH ? tier.subList(0, MAX_WIDTH) : tier;
        List<Long> ids = chosen.stream().map(t -> t.properties().tableId()).toList();
        return Optional.of(CompactionTask.Merge.of(ids, 0, isLargest(view, chosen), reason));
    }

    /** Returns whether the output will be at least as large as any other table. */
    private static boolean isLargest(CompactionView view, List<TableSummary> chosen) {
        long bytes = chosen.stream().mapToLong(t -> t.properties().fileBytes()).sum();
        return view.tables().stream()
                .filter(t -> !chosen.contains(t))
                .allMatch(t -> t.properties().fileBytes() <= bytes);
    }
}
