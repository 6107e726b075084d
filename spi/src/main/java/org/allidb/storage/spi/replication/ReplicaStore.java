package org.allidb.storage.spi.replication;

import org.allidb.storage.api.Row;
import org.allidb.storage.api.RowKey;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.WriteOptions;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A tenant as a replica of a cluster.
 *
 * <ul>
 *   <li>A write is encoded where it is asked for, agreed upon by the cluster, and applied on every node in the same order. What a replica
 *       becomes depends on what was applied alone: sequences, timestamps, decisions about conditions and expiry are the same on all nodes.
 *   <li>The position of the last write that was applied is a hidden row of the tenant, written in one batch with it. So it is never ahead
 *       of the rows, and is in tables, backups and copies with them.
 *   <li>Writes are encoded by any thread, and applied by one at a time.
 * </ul>
 */
@ProviderType
public interface ReplicaStore {

    /**
     * Encodes a batch. It was made by the store, and is checked as for a write.
     *
     * @param batch the batch with its conditions; unchanged by the caller until the write has ended
     * @param options its time to live counts; a durability does not, as a cluster acknowledges what a majority has on stable storage
     * @return the write
     * @throws org.allidb.storage.api.InvalidArgumentException if it is of another tenant, or has a caller's timestamp
     */
    ProposedWrite propose(WriteBatch batch, WriteOptions options);

    /**
     * Encodes a put that is made if there is no such row, and answers the row that there is.
     *
     * @param row the row
     * @param options as above
     * @return the write
     */
    ProposedWrite proposePutIfAbsent(Row row, WriteOptions options);

    /**
     * Encodes a put that answers the row that it replaces.
     *
     * @param row the row
     * @param options as above
     * @return the write
     */
    ProposedWrite proposeGetAndPut(Row row, WriteOptions options);

    /**
     * Encodes a delete that answers the row that it deletes.
     *
     * @param key the row's key
     * @param options as above
     * @return the write
     */
    ProposedWrite proposeGetAndDelete(RowKey key, WriteOptions options);

    /**
     * Admits a write by the tenant's quotas, before it is proposed. May wait, if the tenant's rates are used up.
     *
     * @param write the write
     * @throws org.allidb.storage.api.StorageException if it is refused
     */
    void admit(ProposedWrite write);

    /**
     * Applies a write that the cluster has committed, and shows it. It is buffered: {@link org.allidb.storage.api.TenantStore#sync} makes
     * it durable. Nothing of it is refused for a quota.
     *
     * @param write what {@link ProposedWrite#encoded} returned; not to be used afterwards
     * @param wallMicros the wall time that the cluster gave the write, in microseconds; does not fall from write to write
     * @param position its position; a write at or below {@link #appliedPosition} is skipped
     * @return the outcome, for {@link ProposedWrite#finish}; of a write that is skipped, an outcome that says so
     * @throws org.allidb.storage.api.StorageException if it cannot be applied now; nothing of it was, and it can be applied again
     */
    byte[] apply(byte[] write, long wallMicros, long position);

    /**
     * Records that the cluster created the tenant, before anything is applied to it.
     *
     * @param position the position at which it did; also that of the last write from now on
     * @throws org.allidb.storage.api.StorageException if it cannot be written now
     */
    void found(long position);

    /**
     * Returns the position at which the cluster created the tenant.
     *
     * @return a position, 0 if {@link #found} was never called
     */
    long foundedAt();

    /**
     * Returns the position of the last write that was applied.
     *
     * @return a position, 0 if none was
     */
    long appliedPosition();
}
