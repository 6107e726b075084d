package org.allidb.storage.compaction.internal;

import java.util.List;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.MergeGain;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * The merge of tables of any size that pays because newer ones overwrite older ones: it begins when the overwritten bytes,
 * estimated by {@link MergeGain}, are more than {@code compaction.max_space_amplification} allows. Of the merges that bring
 * the tenant below that, the one that writes least is chosen. Tables that share no keys with others are left alone.
 *
 * <p>With A = {@code max_space_amplification}, a tenant of N bytes may hold a share of f = 1 − 1/A that was overwritten.
 *
 * <ul>
 *   <li>Write: each merge drops at least f of its input, so it writes (1 − f)/f = 1/(A − 1) bytes for each byte that it drops. A
 *       byte is dropped once. So all these merges together write at most 1/(A − 1) bytes for each byte that was overwritten:
 *       2 with the default of 1.5. Tables without common keys are not merged by it.
 *   <li>If the estimates are wrong, whatever they are: no table is more than 1 − f of its merge, for rows of one size, because
 *       the estimate never leaves less than the largest table. So each merge that drops nothing makes a row's table 1/(1 − f)
 *       = A times as large, and a row of a flush of F bytes is written at most log<sub>A</sub>(N/F) times.
 *   <li>Less than {@code min_size_mb} is not worth a merge: small tenants are merged by size.
 * </ul>
 */
final class OverwriteMerges {

    private static final OverwriteMerges NONE = new OverwriteMerges(List.of(), MergeGain.of(List.of()), 0);

    private final List<TableSummary> chosen;
    private final MergeGain gain;
    private final long excess;

    private OverwriteMerges(List<TableSummary> chosen, MergeGain gain, long excess) {
        this.chosen = chosen;
        this.gain = gain;
        this.excess = excess;
    }

    /** Chooses among the tables that are not busy and not over the largest size. */
    static OverwriteMerges of(CompactionView view) {
        CompactionOptions options = view.options();
        List<TableSummary> mergeable = view.tables().stream()
                .filter(t -> !t.busy())
                .filter(t -> options.maxSizeBytes() == 0 || t.properties().fileBytes() <= options.maxSizeBytes())
                .sorted(SizeTieredStrategy.BY_SIZE)
                .toList();
        if (bytes(mergeable) <= options.minSizeBytes()) {
            // as most tenants are, if there are many: their samples need not be looked at
            return NONE;
        }
        MergeGain all = MergeGain.of(mergeable);
        // what is busy is merged already
        long bytes = bytes(view.tables());
        long excess = all.droppedBytes() - Math.max(allowed(bytes, options), options.minSizeBytes());
        if (excess <= 0) {
            return NONE;
        }
        List<TableSummary> sharing = mergeable.stream().filter(all::sharesKeys).toList();
        List<TableSummary> widest =
                sharing.subList(Math.max(0, sharing.size() - SizeTieredStrategy.MAX_WIDTH), sharing.size());
        for (int count = 2; count <= widest.size(); count++) {
            List<TableSummary> smallest = widest.subList(0, count);
            MergeGain gain = MergeGain.of(smallest);
            long left = all.droppedBytes() - gain.droppedBytes();
            boolean pays = gain.droppedBytes() >= allowed(gain.bytes(), options);
            if (pays && (count == widest.size() || left <= allowed(bytes - gain.droppedBytes(), options))) {
                return new OverwriteMerges(smallest, gain, excess);
            }
        }
        return NONE;
    }

    /** Returns the tables to merge, smallest first; none if no merge pays. */
    List<TableSummary> tables() {
        return chosen;
    }

    /** Returns why. */
    String reason() {
        return "about " + Math.round(100.0 * gain.droppedBytes() / gain.bytes()) + " % is overwritten";
    }

    /** Returns the bytes that are overwritten beyond what is allowed; 0 if there is nothing to merge. */
    long excess() {
        return excess;
    }

    private static long allowed(long bytes, CompactionOptions options) {
        return (long) (bytes * (1 - 1 / options.maxSpaceAmplification()));
    }

    private static long bytes(List<TableSummary> tables) {
        return tables.stream().mapToLong(t -> t.properties().fileBytes()).sum();
    }
}
