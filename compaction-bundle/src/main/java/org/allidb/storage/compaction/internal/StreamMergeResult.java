package org.allidb.storage.compaction.internal;

import java.util.List;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.sstable.TableProperties;

/** What a merge of this executor wrote and dropped. */
record StreamMergeResult(
        List<TableProperties> outputs,
        long entriesRead,
        long entriesWritten,
        long bytesRead,
        long bytesWritten,
        long duplicatesDropped,
        long tombstonesDropped,
        long expiredDropped,
        long purgedTimestamp)
        implements MergeResult {

    StreamMergeResult {
        outputs = List.copyOf(outputs);
    }
}
