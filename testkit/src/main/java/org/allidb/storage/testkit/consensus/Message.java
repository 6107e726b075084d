package org.allidb.storage.testkit.consensus;

import java.util.List;

/** A message of the protocol; the names are those of the paper. */
sealed interface Message {

    /** Returns the term of the sender. */
    long term();

    /** Asks for a vote. */
    record RequestVote(long term, String candidate, long lastIndex, long lastTerm) implements Message {}

    /** Answers a request for a vote. */
    record Vote(long term, String voter, boolean granted) implements Message {}

    /** Brings entries, or none as a heartbeat. */
    record AppendEntries(long term, String leader, Previous previous, List<LogEntry> entries, long committed)
            implements Message {}

    /** The entry before those of an {@link AppendEntries}. */
    record Previous(long index, long term) {}

    /** Says up to where the log of a follower is the leader's and on stable storage; or how far to go back. */
    record Appended(long term, String follower, boolean matches, long index) implements Message {}

    /** Has the receiver stand for election at once. */
    record TimeoutNow(long term) implements Message {}
}
