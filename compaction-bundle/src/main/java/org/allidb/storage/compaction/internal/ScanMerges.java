package org.allidb.storage.compaction.internal;

import java.util.List;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.TableSummary;

/**
 * The merge that scans ask for. A scan that opens one table more loses about as much CPU time as it takes to merge
 * {@code compaction.merge_kb_per_scan}. Tables are merged when the scans that opened them have lost as much as their merge
 * costs. So scans and merges together cost at most about twice what they would cost if the scans to come were known: to rent
 * skis until one has paid their price, and then to buy them, is the best that one can do who does not know how often it will snow
 * (Karlin, Manasse, Rudolph, Sleator: Competitive Snoopy Caching, Algorithmica 3, 1988).
 *
 * <p>Of the merges that have paid, the one of most tables is chosen, smallest tables first: the largest table, which costs
 * most, comes last.
 */
final class ScanMerges {

    private ScanMerges() {}

    /** Returns the tables to merge, smallest first; none if no merge has paid. */
    static List<TableSummary> of(CompactionView view) {
        long worth = view.options().mergeBytesPerScan();
        long largest = view.options().maxSizeBytes();
        List<TableSummary> scanned = view.tables().stream()
                .filter(t -> !t.busy() && t.scans() > 0)
                .filter(t -> largest == 0 || t.properties().fileBytes() <= largest)
                .sorted(SizeTieredStrategy.BY_SIZE)
                .limit(SizeTieredStrategy.MAX_WIDTH)
                .toList();
        long bytes = 0;
        long scans = 0;
        long most = 0;
        int chosen = 0;
        for (int i = 0; i < scanned.size(); i++) {
            TableSummary table = scanned.get(i);
            bytes += table.properties().fileBytes();
            scans += table.scans();
            most = Math.max(most, table.scans());
            // a scan that opened n of them opens one of the merged table
            if (i > 0 && (double) worth * (scans - most) >= bytes) {
                chosen = i + 1;
            }
        }
        return scanned.subList(0, chosen);
    }
}
