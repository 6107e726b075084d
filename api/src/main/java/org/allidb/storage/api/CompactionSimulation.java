package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What a compaction strategy made of a {@link WriteHistory}, as if its merges took no time. */
@ProviderType
public interface CompactionSimulation {

    /** {@return the name of the strategy} */
    String strategy();

    /** {@return bytes that flushes and merges wrote for each byte that was flushed} */
    double writeAmplification();

    /** {@return tables whose range of keys has a row, on average of the rows and of the time} */
    double readAmplification();

    /** {@return the most tables over one row at any time} */
    int mostTablesOverARow();

    /** {@return bytes of tables for each byte of rows that live, on average of the time} */
    double spaceAmplification();

    /** {@return the most of them at any time after the first tenth, in which little lives} */
    double mostSpaceAmplification();

    /** {@return the same after each flush, in the order of the flushes} */
    List<Double> spaceOverTime();

    /** {@return how many merges there were} */
    int merges();

    /** {@return the bytes of the largest merge's inputs, which take as much space again while it runs} */
    long largestMergeBytes();

    /** {@return how many tables there were in the end} */
    int tables();
}
