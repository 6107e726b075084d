package org.allidb.storage.spi.replication;

import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A log that a group of nodes agrees on, as one of them sees it. An entry is committed when a majority has it on stable storage.
 * Each node applies all committed entries in the order of the log. Thread-safe.
 */
@ConsumerType
public interface Consensus extends AutoCloseable {

    /** The longest entry in bytes. */
    int MAX_ENTRY_BYTES = 4 << 20;

    /**
     * Proposes an entry, from any node: it is brought to the leader.
     *
     * @param entry the entry, at most {@link #MAX_ENTRY_BYTES}, not to be changed afterwards
     * @return completes with what {@link ReplicatedMachine#apply} returned at the leader; exceptionally with a
     *     {@link ProposalRefusedException} if the entry is certainly in no log, and with another exception if that is not known. It
     *     is applied once at most
     */
    CompletionStage<byte[]> propose(byte[] entry);

    /**
     * Asks the node that leads, which may be this one, without an entry in the log.
     *
     * @param question the question
     * @return completes with what {@link ReplicatedMachine#answer} returned at a node that believes to lead
     */
    CompletionStage<byte[]> ask(byte[] question);

    /**
     * Returns the last position that this node knows to be committed. At a leader that has applied an entry of its own term no node has
     * applied a later one. Waits for nothing.
     *
     * @return a position, 0 if none is
     */
    long committed();

    /**
     * Returns what this node knows of the group. Waits for nothing.
     *
     * @return a snapshot
     */
    ConsensusStatus status();

    /**
     * Hands the lead over, if this node has it.
     *
     * @param node the name of the member that is to lead
     * @throws IOException if it does not lead within the time of two elections
     */
    void transfer(String node) throws IOException;

    /**
     * Has the machine settle what it applied, so that the log before it can be cut.
     *
     * @throws IOException if it cannot
     */
    void settle() throws IOException;

    /** Leaves the group; entries that are being applied are finished. Closing twice is allowed. */
    @Override
    void close();
}
