package org.allidb.storage.metamorphic;

import java.io.IOException;
import org.allidb.storage.testkit.FaultPlan;

/** Lets calls of the file system fail, or tells when one comes, as an operation asks for. */
final class FaultInjector implements FaultPlan {

    private static final Runnable NOTHING = () -> {};

    private long calls;
    private long failFrom = Long.MAX_VALUE;
    private long failUntil;
    private long tellAt = -1;
    private Runnable told = NOTHING;

    /** Calls so far that change or sync something. */
    long calls() {
        return calls;
    }

    /** Lets some calls fail from the so-many-th from now on. */
    void failAfter(long skipped, long failures) {
        failFrom = calls + skipped;
        failUntil = failFrom + failures;
    }

    /** Runs something before the so-many-th call from now on. */
    void tellAfter(long skipped, Runnable action) {
        tellAt = calls + skipped;
        told = action;
    }

    /** Whether a call may fail. */
    boolean mayFail() {
        return failFrom < Long.MAX_VALUE;
    }

    /** All is well again. */
    void clear() {
        failFrom = Long.MAX_VALUE;
        tellAt = -1;
        told = NOTHING;
    }

    @Override
    public void before(Operation operation, String name) throws IOException {
        if (operation == Operation.READ || operation == Operation.OPEN) {
            return;
        }
        long call = calls++;
        if (call == tellAt) {
            told.run();
        }
        if (call >= failFrom && call < failUntil) {
            throw new IOException("Input/output error (" + operation + " of " + name + ")");
        }
    }
}
