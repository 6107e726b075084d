package org.allidb.storage.spi.compaction;

import java.util.List;
import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ConsumerType;

/** What a merge did. */
@ConsumerType
public interface MergeResult {

    /** {@return the finished tables, in key order; empty if nothing was left} */
    List<TableProperties> outputs();

    /** {@return versions read} */
    long entriesRead();

    /** {@return versions written} */
    long entriesWritten();

    /** {@return bytes of keys and values read} */
    long bytesRead();

    /** {@return bytes of the output files} */
    long bytesWritten();

    /** {@return older versions dropped, those hidden by range tombstones included} */
    long duplicatesDropped();

    /** {@return tombstones dropped, of rows and ranges} */
    long tombstonesDropped();

    /** {@return expired rows dropped} */
    long expiredDropped();

    /**
     * {@return the greatest timestamp of a dropped tombstone or expired row, -1 if none was dropped: later writes at
     * or below it must not appear}
     */
    long purgedTimestamp();
}
