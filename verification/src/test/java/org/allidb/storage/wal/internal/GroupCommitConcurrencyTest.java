package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.spi.wal.FailedLogException;
import org.allidb.storage.verification.Interleavings;
import org.junit.jupiter.api.Test;

/** No thread returns before what it waits for is durable, and none waits for ever, however threads interleave. */
class GroupCommitConcurrencyTest {

    /** A log of which only the positions are left. */
    private static final class Positions {

        private final AtomicLong appended = new AtomicLong();
        private final AtomicLong durable = new AtomicLong();
        private final GroupCommit commits = new GroupCommit(0);
        private final boolean fails;

        Positions(boolean fails) {
            this.fails = fails;
        }

        void appendAndSync() throws IOException {
            long position = appended.incrementAndGet();
            commits.await(position, this::sync);
            if (durable.get() < position) {
                throw new AssertionError("position " + position + " is not durable");
            }
        }

        void appendAndFail() throws IOException {
            long position = appended.incrementAndGet();
            try {
                commits.await(position, this::sync);
            } catch (FailedLogException e) {
                return;
            }
            throw new AssertionError("position " + position + " was acknowledged");
        }

        private long sync() throws IOException {
            long reached = appended.get();
            if (fails) {
                throw new IOException("Input/output error");
            }
            durable.accumulateAndGet(reached, Math::max);
            return reached;
        }
    }

    @Test
    void everyInterleavingOfThreeWriters() {
        Interleavings.check(50, () -> {
            Positions log = new Positions(false);
            Interleavings.together(log::appendAndSync, log::appendAndSync, log::appendAndSync);
        });
    }

    @Test
    void everyInterleavingOfASyncThatFails() {
        Interleavings.check(50, () -> {
            Positions log = new Positions(true);
            Interleavings.together(log::appendAndFail, log::appendAndFail, log::appendAndFail);
        });
    }
}
