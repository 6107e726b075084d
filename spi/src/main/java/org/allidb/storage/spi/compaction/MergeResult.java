package org.allidb.storage.spi.compaction;

import java.util.List;
import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a merge did.
 *
 * @param outputs the finished tables, in key order; empty if nothing was left
 * @param entriesRead versions read
 * @param entriesWritten versions written
 * @param bytesRead bytes of keys and values read
 * @param bytesWritten bytes of the output files
 * @param duplicatesDropped older versions dropped, those hidden by range tombstones included
 * @param tombstonesDropped tombstones dropped, of rows and ranges
 * @param expiredDropped expired rows dropped
 * @param purgedTimestamp the greatest timestamp of a dropped tombstone or expired row, -1 if none was dropped: later
 *     writes at or below it must not appear
 */
@ProviderType
public record MergeResult(
        List<TableProperties> outputs,
        long entriesRead,
        long entriesWritten,
        long bytesRead,
        long bytesWritten,
        long duplicatesDropped,
        long tombstonesDropped,
        long expiredDropped,
        long purgedTimestamp) {

    /** Copies the list. */
    public MergeResult {
        outputs = List.copyOf(outputs);
    }
}
