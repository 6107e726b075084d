package org.allidb.storage.campaigns;

import java.io.IOException;
import org.allidb.storage.testkit.FaultPlan;

/**
 * Fails calls that one thread makes of file systems: the k-th and the next, so that undoing what failed can fail too, or the k-th and all
 * later ones, as in a crash. Threads of the platform are left alone: the log's own, for example, keeps all from writing for a while
 * after a failure.
 */
final class ThreadFaults implements FaultPlan {

    private final int failingCall;
    private final boolean afterwards;
    private final boolean forGood;
    private Thread failing;
    private int calls;
    private String failed = "nothing";

    /**
     * Plans faults; {@link #begin} follows.
     *
     * @param failingCall which call fails, from 1 on
     * @param afterwards whether the call takes effect nevertheless
     * @param forGood whether all later ones fail too, instead of the next one
     */
    ThreadFaults(int failingCall, boolean afterwards, boolean forGood) {
        this.failingCall = failingCall;
        this.afterwards = afterwards;
        this.forGood = forGood;
    }

    /** Counts the calls of this thread from now on. */
    synchronized void begin() {
        failing = Thread.currentThread();
    }

    /** Ends the count and the faults. */
    synchronized void end() {
        failing = null;
    }

    /** Returns how many calls were counted. */
    synchronized int calls() {
        return calls;
    }

    @Override
    public void before(Operation operation, String name) throws IOException {
        failIf(!afterwards, operation, name);
    }

    @Override
    public void after(Operation operation, String name) throws IOException {
        failIf(afterwards, operation, name);
    }

    private synchronized void failIf(boolean now, Operation operation, String name) throws IOException {
        if (failing != Thread.currentThread() || !now) {
            return;
        }
        calls++;
        if (calls == failingCall) {
            failed = operation + " of '" + name + "'";
        }
        if (calls == failingCall || calls == failingCall + 1 || forGood && calls > failingCall) {
            throw new IOException("Input/output error");
        }
    }

    @Override
    public String toString() {
        return "call " + failingCall + " (" + failed + ") failed";
    }
}
