package org.allidb.storage.spi.replication;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** A node of a cluster: it takes part in groups, each of which agrees on one log. Thread-safe. */
@ConsumerType
public interface ConsensusNode extends AutoCloseable {

    /**
     * Takes part in a group of all members. What its log has beyond what was settled is applied again.
     *
     * @param group the group's number, 0 or greater; the same on all nodes
     * @param machine applies the log
     * @return the group, closed by {@link #close} at the latest
     * @throws IOException if its files cannot be used
     */
    Consensus join(int group, ReplicatedMachine machine) throws IOException;

    /**
     * Returns whether the node was never started before: it has no files.
     *
     * @return whether it is new
     */
    boolean isNew();

    /**
     * Leaves all groups and stops listening. Closing twice is allowed.
     *
     * @throws IOException if it cannot be stopped
     */
    @Override
    void close() throws IOException;
}
