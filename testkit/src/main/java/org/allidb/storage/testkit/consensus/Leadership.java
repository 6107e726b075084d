package org.allidb.storage.testkit.consensus;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a leader knows of its followers in one term. */
final class Leadership {

    private static final int MOST_ENTRIES = 8;

    private final MemoryNode node;
    private final int group;
    private final StableState state;
    private final Map<String, Follower> followers = new HashMap<>();
    private @Nullable String successor;

    /** The index to send next, the last one that is known to match, and when the follower was last heard of. */
    private static final class Follower {

        private long next;
        private long match;
        private long heardNanos;
    }

    Leadership(MemoryNode node, int group, StableState state) {
        this.node = node;
        this.group = group;
        this.state = state;
        for (String name : node.peers()) {
            Follower follower = new Follower();
            follower.next = state.lastIndex() + 1;
            follower.heardNanos = node.clock().nanoTime();
            followers.put(name, follower);
        }
    }

    /** Sends all followers what they lack, or a heartbeat. */
    void replicate(long committed) {
        for (String name : node.peers()) {
            replicateTo(name, committed);
        }
    }

    private void replicateTo(String name, long committed) {
        long next = follower(name).next;
        Message.Previous previous = new Message.Previous(next - 1, state.termAt(next - 1));
        List<LogEntry> entries = state.from(next, MOST_ENTRIES);
        node.send(name, group, new Message.AppendEntries(state.term(), node.name(), previous, entries, committed));
    }

    /** Takes the answer of a follower. */
    void answered(Message.Appended answer, long committed) {
        Follower follower = follower(answer.follower());
        follower.heardNanos = node.clock().nanoTime();
        if (answer.matches()) {
            follower.match = Math.max(follower.match, answer.index());
            follower.next = Math.max(follower.next, follower.match + 1);
            if (follower.next <= state.lastIndex()) {
                replicateTo(answer.follower(), committed);
            }
        } else {
            // An answer that was overtaken must not take back what matched since.
            follower.next = Math.max(follower.match + 1, Math.min(follower.next, answer.index() + 1));
            replicateTo(answer.follower(), committed);
        }
    }

    /** Returns the last entry of this term that a majority has on stable storage; 0 if there is none. */
    long majority() {
        long[] matches = new long[followers.size() + 1];
        int i = 0;
        for (Follower follower : followers.values()) {
            matches[i++] = follower.match;
        }
        matches[i] = state.synced();
        Arrays.sort(matches);
        long index = matches[(matches.length - 1) / 2];
        // An entry of an earlier term is committed by one of this term alone (section 5.4.2 of the paper).
        return state.termAt(index) == state.term() ? index : 0;
    }

    /** Returns whether a majority, this node included, was heard of within {@code nanos}. */
    boolean isFollowed(long nanos) {
        long now = node.clock().nanoTime();
        long heard = followers.values().stream()
                .filter(follower -> now - follower.heardNanos <= nanos)
                .count();
        return 2 * (heard + 1) > followers.size() + 1;
    }

    void succeededBy(@Nullable String name) {
        successor = name;
    }

    @Nullable
    String successor() {
        return successor;
    }

    /** Returns whether the successor has all entries. */
    boolean isSuccessorReady() {
        return successor != null && follower(successor).match == state.lastIndex();
    }

    private Follower follower(String name) {
        Follower follower = followers.get(name);
        if (follower == null) {
            throw new IllegalArgumentException("'" + name + "' is none of the peers " + followers.keySet());
        }
        return follower;
    }
}
