package org.allidb.storage.spi.replication;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An entry that a majority of the group has on stable storage.
 */
@ProviderType
public interface CommittedEntry {

    /** Says that this node has not prepared the entry. */
    long NOT_OWN = Long.MIN_VALUE;

    /**
     * Returns whether this node prepared the entry in this run.
     *
     * @return whether {@link #preparedNanos} is a time
     */
    default boolean isOwn() {
        return preparedNanos() != NOT_OWN;
    }

    /** {@return its place in the log, greater than that of the entry before it; the same on all nodes} */
    long position();

    /** {@return the term in which it was proposed} */
    long term();

    /** {@return what was proposed, after {@link ReplicatedMachine#prepare}; not to be changed} */
    byte[] bytes();

    /** {@return when this node, as the leader of that term, prepared it, by its monotonic clock; {@link #NOT_OWN} if another node did, or an earlier run of this one} */
    long preparedNanos();

    /**
     * Makes a value.
     *
     * @param position its place in the log, greater than that of the entry before it; the same on all nodes
     * @param term the term in which it was proposed
     * @param bytes what was proposed, after {@link ReplicatedMachine#prepare}; not to be changed
     * @param preparedNanos when this node, as the leader of that term, prepared it, by its monotonic clock; {@link #NOT_OWN} if another node did, or an earlier run of this one
     * @return the value
     */
    static CommittedEntry of(long position, long term, byte[] bytes, long preparedNanos) {
        record Value(long position, long term, byte[] bytes, long preparedNanos) implements CommittedEntry {}
        return new Value(position, term, bytes, preparedNanos);
    }
}
