package org.allidb.storage.compaction.internal;

import java.util.List;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * What a merge of this executor wrote and dropped.
 *
 * @param outputs the finished tables, in key order
 * @param entriesRead versions read
 * @param entriesWritten versions written
 * @param bytesRead bytes of keys and values read
 * @param dropped what was not written
 */
record StreamMergeResult(
        List<TableProperties> outputs, long entriesRead, long entriesWritten, long bytesRead, Dropped dropped)
        implements MergeResult {

    StreamMergeResult {
        outputs = List.copyOf(outputs);
    }

    /** Numbers of what a merge dropped, and the greatest timestamp of a dropped tombstone or expired row, or -1. */
    record Dropped(long duplicates, long tombstones, long expired, long purgedTimestamp) {}

    @Override
    public long bytesWritten() {
        return outputs.stream().mapToLong(TableProperties::fileBytes).sum();
    }

    @Override
    public long duplicatesDropped() {
        return dropped.duplicates;
    }

    @Override
    public long tombstonesDropped() {
        return dropped.tombstones;
    }

    @Override
    public long expiredDropped() {
        return dropped.expired;
    }

    @Override
    public long purgedTimestamp() {
        return dropped.purgedTimestamp;
    }
}
