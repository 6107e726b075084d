package org.allidb.storage.spi.replication;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * What a group's log is applied to. {@link #apply}, {@link #passed} and {@link #settle} are called by one thread at a time, in the order of the log; the
 * others by any thread.
 */
@ConsumerType
public interface ReplicatedMachine {

    /**
     * Prepares an entry at the leader, immediately before it is appended to its log. Returns soon and waits for nothing.
     *
     * @param entry what was proposed
     * @return what is appended and applied instead
     * @throws ProposalRefusedException if it is not to be appended
     */
    byte[] prepare(byte[] entry) throws ProposalRefusedException;

    /**
     * Applies a committed entry. What it does depends on the log alone. It does not return before the entry is applied: what is in the
     * way (a full disk) is waited for.
     *
     * @param entry the entry
     * @return what its proposer is answered
     * @throws InterruptedException if the group is being left; the entry is not applied, and comes again after a restart
     */
    byte[] apply(CommittedEntry entry) throws InterruptedException;

    /**
     * Tells that all up to a position was applied, or has nothing to apply. Called as {@link #apply} is, for positions that a consensus uses
     * for itself, and before the first entry for what was settled in an earlier run.
     *
     * @param position the position
     */
    void passed(long position);

    /**
     * Makes all that was applied durable, so that no entry before is needed again by this node.
     *
     * @throws IOException if it cannot; the entries are kept
     */
    void settle() throws IOException;

    /**
     * Answers a question at a node that believes to lead.
     *
     * @param question the question
     * @return completes with the answer
     */
    CompletionStage<byte[]> answer(byte[] question);

    /**
     * Tells that the lead may have changed. What the node was told before does not hold from the moment at which this is called.
     *
     * @param leads whether this node leads
     * @param leader the name of the member that leads, as far as it is known
     */
    void leads(boolean leads, Optional<String> leader);
}
