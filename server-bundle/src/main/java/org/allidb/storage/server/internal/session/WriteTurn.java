package org.allidb.storage.server.internal.session;

import java.util.Deque;
import org.allidb.storage.server.internal.command.Transaction;
import org.allidb.storage.server.internal.protocol.Replies;
import org.allidb.storage.server.internal.protocol.Request;

/**
 * The commands of one client that take part in a transaction, and their answers. A command leaves its deque when it has its answer.
 * Used by one thread at a time.
 */
public final class WriteTurn {

    private final Turn turn;
    private final Deque<Request> requests;
    private final Replies out;
    private final int size;
    private final long bytes;
    private int mark;
    private int done;
    private boolean broken;

    WriteTurn(Turn turn, Deque<Request> requests, Replies out) {
        this.turn = turn;
        this.requests = requests;
        this.out = out;
        this.size = requests.size();
        this.bytes = requests.stream().mapToLong(Request::bytes).sum();
        this.mark = out.size();
    }

    /** Returns how many commands it began with. */
    int size() {
        return size;
    }

    /** Returns about what its commands took in memory at the beginning. */
    long bytes() {
        return bytes;
    }

    /** Returns whether it failed for a reason that no client is told; its connection is to be closed. */
    public boolean isBroken() {
        return broken;
    }

    /** Returns how many commands were carried out that do not count yet. */
    int done() {
        return done;
    }

    /** Carries out commands from the first one on, as part of a transaction. They count when {@link #acknowledge} is called. */
    void run(Transaction rows, int most) {
        out.truncate(mark);
        done = 0;
        done = turn.carryOut(requests, rows, out, most);
    }

    /** Has what was carried out count. */
    void acknowledge() {
        take(done);
    }

    /** Answers each command that was carried out by an error instead; the first one if there was none. */
    void fail(Exception failure) {
        turn.forgetStore(failure);
        out.truncate(mark);
        int failed = Math.min(requests.size(), Math.max(1, done));
        for (int i = 0; i < failed; i++) {
            out.begin();
            out.error(Errors.text(failure));
        }
        take(failed);
    }

    /** Gives it up. */
    void breakOff() {
        broken = true;
    }

    private void take(int count) {
        for (int i = 0; i < count; i++) {
            requests.remove();
        }
        done = 0;
        mark = out.size();
    }
}
