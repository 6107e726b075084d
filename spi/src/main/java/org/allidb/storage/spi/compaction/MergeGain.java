package org.allidb.storage.spi.compaction;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a merge of some tables would drop, because newer ones of them hold the same keys: an estimate from the tables'
 * {@link KeySketch}es. Immutable, thread-safe.
 *
 * <ul>
 *   <li>It counts the keys of the samples up to the least of their limits. That is one sample of all the tables together,
 *       in which large tables have their share.
 *   <li>Each key counts once, in the newest table that has it. In the others it stands for as many bytes as their keys have on
 *       average.
 *   <li>The standard error is 3 % of the bytes of the largest table at most. Where no key is in two tables it is exactly 0.
 *   <li>A table loses no more entries than the newer ones have keys, whatever the samples say. So what is left is never less
 *       than the table with most entries: a tenant that chooses its keys by their hashes gains little.
 *   <li>Tables without a sketch count as if they had no key in common with others. So do expired rows, and what range
 *       tombstones delete.
 * </ul>
 */
@ProviderType
public final class MergeGain {

    private static final Comparator<TableProperties> NEWEST_FIRST = Comparator.comparingLong(
                    TableProperties::maxSequence)
            .thenComparingLong(TableProperties::tableId)
            .reversed();

    private final long bytes;
    private final long droppedBytes;
    private final Set<Long> sharing;

    private MergeGain(long bytes, long droppedBytes, Set<Long> sharing) {
        this.bytes = bytes;
        this.droppedBytes = droppedBytes;
        this.sharing = sharing;
    }

    /**
     * Estimates the gain of a merge.
     *
     * @param tables its inputs
     * @return the estimate
     */
    public static MergeGain of(Collection<TableSummary> tables) {
        long bytes = 0;
        long limit = -1;
        for (TableSummary table : tables) {
            bytes += table.properties().fileBytes();
            long own = table.properties().keySketch().limit();
            limit = Long.compareUnsigned(own, limit) < 0 ? own : limit;
        }
        List<TableProperties> newestFirst = tables.stream()
                .map(TableSummary::properties)
                .filter(table -> !table.keySketch().isEmpty())
                .sorted(NEWEST_FIRST)
                .toList();
        Map<Long, Integer> newestOf = HashMap.newHashMap(2 * KeySketch.MAX_HASHES);
        boolean[] shares = new boolean[newestFirst.size()];
        double dropped = 0;
        double newerKeys = 0;
        for (int i = 0; i < shares.length; i++) {
            TableProperties table = newestFirst.get(i);
            int sampled = 0;
            int overwritten = 0;
            for (long hash : table.keySketch().hashes()) {
                if (Long.compareUnsigned(hash, limit) > 0) {
                    break;
                }
                sampled++;
                Integer newest = newestOf.putIfAbsent(hash, i);
                if (newest != null) {
                    overwritten++;
                    shares[newest] = true;
                    shares[i] = true;
                }
            }
            double share = overwritten == 0
                    ? 0
                    : Math.min((double) overwritten / sampled, newerKeys / Math.max(1, table.entries()));
            dropped += share * table.fileBytes();
            newerKeys += (1 - share) * table.entries();
        }
        Set<Long> sharing = IntStream.range(0, shares.length)
                .filter(i -> shares[i])
                .mapToObj(i -> newestFirst.get(i).tableId())
                .collect(Collectors.toUnmodifiableSet());
        return new MergeGain(bytes, (long) dropped, sharing);
    }

    /** {@return the bytes of the tables} */
    public long bytes() {
        return bytes;
    }

    /** {@return how many of them the merge would drop, about} */
    public long droppedBytes() {
        return droppedBytes;
    }

    /**
     * Tells whether the merge would drop something of a table, or something of others because of it.
     *
     * @param table one of the tables
     * @return whether a key of its sample is in another one's
     */
    public boolean sharesKeys(TableSummary table) {
        return sharing.contains(table.properties().tableId());
    }

    @Override
    public String toString() {
        return "about " + droppedBytes + " of " + bytes + " bytes";
    }
}
