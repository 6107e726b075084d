package org.allidb.storage.spi.compaction;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.throttle.Throttler;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A merge to be done.
 *
 * @param inputs sorted forward inputs; the executor closes their cursors
 * @param outputs opens the next output table
 * @param targetFileBytes size at which an output is finished and the next begun; the versions of one key stay together
 * @param retention what must be kept
 * @param throttler asked for every byte read and written, as it happens
 * @param cancelled polled between runs
 */
@ProviderType
public record MergeJob(
        List<Input> inputs,
        OutputFactory outputs,
        long targetFileBytes,
        Retention retention,
        Throttler throttler,
        BooleanSupplier cancelled) {

    /** Copies the list. */
    public MergeJob {
        inputs = List.copyOf(inputs);
    }

    /**
     * One sorted input.
     *
     * @param cursor its entries, forward
     * @param rangeTombstones its range tombstones
     */
    public record Input(RunCursor cursor, RangeTombstoneSet rangeTombstones) {}

    /** Opens outputs. */
    @FunctionalInterface
    public interface OutputFactory {

        /**
         * The next output.
         *
         * @return a new table's writer, which the executor finishes and closes
         * @throws IOException if it cannot be created
         */
        TableWriter next() throws IOException;
    }

    /**
     * What must be kept.
     *
     * @param snapshots sequences of the live snapshots, ascending; the newest state is kept in any case
     * @param nowMillis wall time in milliseconds: rows that expired before are dropped where tombstones may be
     * @param purge tells where tombstones may be dropped
     */
    public record Retention(long[] snapshots, long nowMillis, PurgeRule purge) {}

    /** Tells whether a tombstone may be dropped, together with all it hides in this merge. */
    public interface PurgeRule {

        /** Never drops a tombstone. */
        PurgeRule NEVER = new PurgeRule() {
            @Override
            public boolean mayPurge(byte[] key, int offset, int length, long timestamp) {
                return false;
            }

            @Override
            public boolean mayPurge(byte[] start, byte[] end, long timestamp) {
                return false;
            }
        };

        /**
         * Tells whether nothing outside this merge can hold a version of the key up to a timestamp.
         *
         * @param key array
         * @param offset start of the key
         * @param length its length in bytes
         * @param timestamp the tombstone's timestamp
         * @return whether it is certain
         * @throws IOException if a filter cannot be read
         */
        boolean mayPurge(byte[] key, int offset, int length, long timestamp) throws IOException;

        /**
         * Tells whether nothing outside this merge can hold a version of any key in a range up to a timestamp.
         *
         * @param start first key
         * @param end first key after the range
         * @param timestamp the range tombstone's timestamp
         * @return whether it is certain
         */
        boolean mayPurge(byte[] start, byte[] end, long timestamp);
    }
}
