package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.log.PendingSync;
import org.allidb.storage.spi.entry.EntryBatch;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CommitPipeline} orders: the steps of a write. The pipeline calls the first group under the write lock, and
 * {@link #sync} and {@link #whenSynced} without it.
 */
interface CommitEnvironment {

    /**
     * Makes sure that a batch can be applied. Called under the write lock before anything else.
     *
     * @throws StorageException if the tenant is closed or suspended, or has no memory for the batch
     */
    void prepare();

    /**
     * Returns whether the conditions of a batch hold. Called under the write lock, after {@link #prepare}.
     *
     * @param lastSequence the last one that was given to a batch
     */
    boolean conditionsHold(WriteRequest request, long lastSequence) throws IOException;

    /**
     * Returns what the caller of a batch is told whose conditions do not hold; null if they hold. Called without the write
     * lock, once its turn has passed. Does not throw.
     */
    @Nullable
    Throwable refusal(WriteRequest request);

    /**
     * Admits a caller's timestamp. Called under the write lock.
     *
     * @throws StorageException if it is refused
     */
    void admitTimestamp(long timestamp);

    /**
     * Returns the timestamp of a batch whose caller gives none, greater than those before. Called under the write lock.
     */
    long nextTimestamp(WriteRequest request);

    /**
     * Appends a sealed batch to the log. Called under the write lock.
     *
     * @param syncFollows whether {@link #sync} is called before the write is acknowledged
     * @return the position to sync
     */
    long append(EntryBatch batch, boolean syncFollows) throws IOException;

    /**
     * Applies a batch that is in the log to the active memtable. Called under the write lock.
     *
     * @param position where it ends in the log
     */
    void apply(WriteRequest request, long position);

    /** Hides what {@link #apply} has applied of a batch before it failed. Allocates nothing. Called under the write lock. */
    void applyFailed(EntryBatch batch);

    /** Returns the position of the last batch that is in memory, 0 if none is. Called under the write lock. */
    long lastPosition();

    /** Announces a {@link #sync}, so that no other log takes over before it. Called under the write lock. */
    void announceSync();

    /** Waits until a position is on stable storage. Called without the write lock, after {@link #announceSync}. */
    void sync(long position) throws IOException;

    /** Waits as {@link #sync} does, also if writes are not to be synced. Called with and without the write lock. */
    void force(long position) throws IOException;

    /**
     * Has a write end when its position is on stable storage. Called without the write lock, after {@link #announceSync}.
     * Returns at once and does not throw.
     */
    void whenSynced(PendingSync write);

    /**
     * Checks that writers need not give up the wait for the lock, or for the end of a pause. Called with and without it.
     *
     * @throws StorageException if the tenant is closed
     */
    void checkOpen();

    /** Returns whether the tenant is closed, so that writers do not wait for the end of a pause. */
    boolean isClosed();

    /**
     * Logs that the sequences up to one are given to rows of tables, and records it for the flush of the active memtable.
     * Called under the write lock.
     *
     * @param before the last sequence that was given before
     * @param last the last sequence of the tables
     * @return the position to sync
     */
    long jump(long before, long last) throws IOException;

    /**
     * Shows readers the tables as they are now, whose rows become visible next. Called under the write lock.
     *
     * @param before the last sequence that was given before
     * @param last the last sequence of the tables
     */
    void showTables(long before, long last);

    /** Converts a failure of the log to the exception that is thrown to the caller. */
    StorageException error(String doing, IOException failure);
}
