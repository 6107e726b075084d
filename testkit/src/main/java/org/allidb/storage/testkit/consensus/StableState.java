package org.allidb.storage.testkit.consensus;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a member of a group has on disk. Term and vote are synced at once; entries when {@link #sync} says so. */
final class StableState {

    private final List<LogEntry> entries = new ArrayList<>();
    private long term;
    private @Nullable String votedFor;
    private long synced;
    private long settled;

    long term() {
        return term;
    }

    @Nullable
    String votedFor() {
        return votedFor;
    }

    /** Begins a term, in which the member has not voted. */
    void begin(long newTerm) {
        if (newTerm <= term) {
            throw new IllegalStateException("term " + newTerm + " after " + term);
        }
        term = newTerm;
        votedFor = null;
    }

    void vote(String candidate) {
        votedFor = candidate;
    }

    long lastIndex() {
        return entries.size();
    }

    /** Returns the term of an entry; 0 before the first. */
    long termAt(long index) {
        return index == 0 ? 0 : entry(index).term();
    }

    LogEntry entry(long index) {
        return entries.get((int) index - 1);
    }

    /** Returns up to {@code most} entries from an index on. */
    List<LogEntry> from(long index, int most) {
        int first = (int) index - 1;
        return List.copyOf(entries.subList(first, Math.min(entries.size(), first + most)));
    }

    void append(LogEntry entry) {
        entries.add(entry);
    }

    /** Returns whether the entry that a leader's entries follow is in this log. */
    boolean has(Message.Previous previous) {
        return previous.index() <= lastIndex() && termAt(previous.index()) == previous.term();
    }

    /** Returns whether the log of a candidate has all that a committed entry needs this one to have. */
    boolean isCoveredBy(Message.RequestVote candidate) {
        long lastTerm = termAt(lastIndex());
        return candidate.lastTerm() > lastTerm
                || (candidate.lastTerm() == lastTerm && candidate.lastIndex() >= lastIndex());
    }

    /** Takes a leader's entries over, and returns the index up to which the logs match. */
    long accept(Message.AppendEntries append, long committed) {
        long index = append.previous().index();
        for (LogEntry entry : append.entries()) {
            index++;
            if (index <= lastIndex() && termAt(index) != entry.term()) {
                if (index <= committed) {
                    throw new IllegalStateException("entry " + index + " was committed and is replaced");
                }
                truncate(index - 1);
            }
            if (index > lastIndex()) {
                append(entry);
            }
        }
        return index;
    }

    /** Removes the entries after an index. */
    void truncate(long index) {
        if (index < settled) {
            throw new IllegalStateException("entries were settled that are not committed");
        }
        entries.subList((int) index, entries.size()).clear();
        synced = Math.min(synced, index);
    }

    /** Makes entries durable. */
    void sync(long index) {
        synced = Math.max(synced, Math.min(index, lastIndex()));
    }

    long synced() {
        return synced;
    }

    /** Loses what was not synced. */
    void losePower() {
        truncate(synced);
    }

    void settle(long index) {
        settled = index;
    }

    long settled() {
        return settled;
    }
}
