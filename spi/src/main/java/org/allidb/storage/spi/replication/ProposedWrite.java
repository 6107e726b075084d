package org.allidb.storage.spi.replication;

import java.util.Optional;
import org.allidb.storage.api.StoredRow;
import org.osgi.annotation.versioning.ProviderType;

/** A write on its way through a cluster, where it was asked for. Used by one thread at a time. */
@ProviderType
public interface ProposedWrite {

    /**
     * Returns the write for {@link ReplicaStore#apply}.
     *
     * @return bytes of their own
     */
    byte[] encoded();

    /**
     * Ends the write with the outcome of one replica's {@link ReplicaStore#apply}.
     *
     * @param outcome the outcome
     * @return the row that the caller wants to know, if there was one
     * @throws org.allidb.storage.api.ConditionFailedException if a condition did not hold
     * @throws org.allidb.storage.api.StorageException if the tenant did not take the write
     */
    Optional<StoredRow> finish(byte[] outcome);
}
