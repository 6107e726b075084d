package org.allidb.storage.spi.replication;

import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a node knows of a group.
 */
@ProviderType
public interface ConsensusStatus {

    /** What a node is in a group. */
    enum Role {
        /** It orders the entries. */
        LEADER,
        /** It follows a leader. */
        FOLLOWER,
        /** It stands for election. */
        CANDIDATE,
        /** It takes part no more. */
        CLOSED
    }

    /** {@return what the node is in it} */
    Role role();

    /** {@return the term of office, which grows with each election} */
    long term();

    /** {@return the name of the member that leads, as far as it is known} */
    Optional<String> leader();

    /** {@return the last position that is known to be committed, 0 if none is} */
    long committed();

    /** {@return the last position that this node has applied, 0 if none is} */
    long applied();

    /**
     * Makes a value.
     *
     * @param role what the node is in it
     * @param term the term of office, which grows with each election
     * @param leader the name of the member that leads, as far as it is known
     * @param committed the last position that is known to be committed, 0 if none is
     * @param applied the last position that this node has applied, 0 if none is
     * @return the value
     */
    static ConsensusStatus of(Role role, long term, Optional<String> leader, long committed, long applied) {
        record Value(Role role, long term, Optional<String> leader, long committed, long applied)
                implements ConsensusStatus {}
        return new Value(role, term, leader, committed, applied);
    }
}
