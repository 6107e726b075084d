package org.allidb.storage.spi.compaction;

import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.throttle.Throttler;
import org.osgi.annotation.versioning.ProviderType;

/** A merge to be done. */
@ProviderType
public final class MergeJob {

    private final List<Input> inputs;
    private final OutputFactory outputs;
    private final long targetFileBytes;
    private final Retention retention;
    private final Throttler throttler;
    private final BooleanSupplier cancelled;

    private MergeJob(
            List<Input> inputs,
            OutputFactory outputs,
            long targetFileBytes,
            Retention retention,
            Throttler throttler,
            BooleanSupplier cancelled) {
        this.inputs = List.copyOf(inputs);
        this.outputs = outputs;
        this.targetFileBytes = targetFileBytes;
        this.retention = retention;
        this.throttler = throttler;
        this.cancelled = cancelled;
    }

    /**
     * Makes a job.
     *
     * @param inputs sorted forward inputs; the executor closes their cursors
     * @param outputs opens the next output table
     * @param targetFileBytes size at which an output is finished and the next begun; the versions of one key stay together
     * @param retention what must be kept
     * @param throttler asked for every byte read and written, as it happens
     * @param cancelled polled between runs
     * @return the value
     */
    public static MergeJob of(
            List<Input> inputs,
            OutputFactory outputs,
            long targetFileBytes,
            Retention retention,
            Throttler throttler,
            BooleanSupplier cancelled) {
        return new MergeJob(inputs, outputs, targetFileBytes, retention, throttler, cancelled);
    }

    /** {@return sorted forward inputs; the executor closes their cursors} */
    public List<Input> inputs() {
        return inputs;
    }

    /** {@return what opens the next output table} */
    public OutputFactory outputs() {
        return outputs;
    }

    /** {@return size at which an output is finished and the next begun; the versions of one key stay together} */
    public long targetFileBytes() {
        return targetFileBytes;
    }

    /** {@return what must be kept} */
    public Retention retention() {
        return retention;
    }

    /** {@return the throttler, asked for every byte read and written, as it happens} */
    public Throttler throttler() {
        return throttler;
    }

    /** {@return whether the merge is cancelled, polled between runs} */
    public BooleanSupplier cancelled() {
        return cancelled;
    }

    /** One sorted input. */
    @ProviderType
    public static final class Input {

        private final RunCursor cursor;
        private final RangeTombstoneSet rangeTombstones;

        private Input(RunCursor cursor, RangeTombstoneSet rangeTombstones) {
            this.cursor = cursor;
            this.rangeTombstones = rangeTombstones;
        }

        /**
         * Makes an input.
         *
         * @param cursor its entries, forward
         * @param rangeTombstones its range tombstones
         * @return the value
         */
        public static Input of(RunCursor cursor, RangeTombstoneSet rangeTombstones) {
            return new Input(cursor, rangeTombstones);
        }

        /** {@return its entries, forward} */
        public RunCursor cursor() {
            return cursor;
        }

        /** {@return its range tombstones} */
        public RangeTombstoneSet rangeTombstones() {
            return rangeTombstones;
        }
    }

    /** Opens outputs. */
    @FunctionalInterface
    public interface OutputFactory {

        /**
         * Returns the next output.
         *
         * @return a new table's writer, which the executor finishes and closes
         * @throws IOException if it cannot be created
         */
        TableWriter next() throws IOException;
    }

    /** What must be kept. */
    @ProviderType
    public static final class Retention {

        private final long[] snapshots;
        private final long nowMillis;
        private final PurgeRule purge;

        private Retention(long[] snapshots, long nowMillis, PurgeRule purge) {
            this.snapshots = snapshots;
            this.nowMillis = nowMillis;
            this.purge = purge;
        }

        /**
         * Says what must be kept.
         *
         * @param snapshots sequences of the live snapshots, ascending; the newest state is kept in any case
         * @param nowMillis wall time in milliseconds: rows that expired before are dropped where tombstones may be
         * @param purge tells where tombstones may be dropped
         * @return the value
         */
        public static Retention of(long[] snapshots, long nowMillis, PurgeRule purge) {
            return new Retention(snapshots, nowMillis, purge);
        }

        /** {@return sequences of the live snapshots, ascending; the newest state is kept in any case} */
        public long[] snapshots() {
            return snapshots;
        }

        /** {@return wall time in milliseconds: rows that expired before are dropped where tombstones may be} */
        public long nowMillis() {
            return nowMillis;
        }

        /** {@return the rule that tells where tombstones may be dropped} */
        public PurgeRule purge() {
            return purge;
        }
    }

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
