package org.allidb.storage.spi.replication;

import java.io.IOException;
import org.allidb.storage.api.Provider;
import org.osgi.annotation.versioning.ConsumerType;

/** A way for several nodes to agree on logs, for example {@code ratis}. */
@ConsumerType
public interface ConsensusProvider extends Provider {

    /**
     * Starts this node. It listens to its peers when this returns, and takes part in no group yet.
     *
     * @param options who it is, who the others are, and where its files lie
     * @return the node, to be closed by the caller
     * @throws IOException if its files cannot be used, or it cannot listen; says what to do
     */
    ConsensusNode start(ConsensusOptions options) throws IOException;
}
