package org.allidb.storage.testkit;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.allidb.storage.spi.vfs.NoSpaceException;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A fault at the k-th call that it can hit, once or at all later ones too, until it is {@link #repair() repaired}.
 * Thread-safe.
 */
@ProviderType
public final class FaultAt implements FaultPlan {

    private static final long DELAY_NANOS = 2_000_000;

    /** How a call fails. */
    public enum Kind {
        /** It does nothing. */
        ERROR("Input/output error"),
        /** It did what it should, and says that it did not. */
        ERROR_AFTERWARDS("Input/output error"),
        /** A write or a creation finds the device full. */
        NO_SPACE("No space left on device"),
        /** A file cannot be opened, created or mapped. */
        NO_DESCRIPTORS("Too many open files"),
        /** A write ends early. */
        SHORT_WRITE("the write ended early"),
        /** A read ends early, although the file is longer. */
        SHORT_READ("the read ended early"),
        /** A sync fails, and the next one of the same file "succeeds". */
        FAILED_SYNC("Input/output error"),
        /** The thread is interrupted before the call, which works. */
        INTERRUPT("no error"),
        /** The call takes 2 ms longer. */
        DELAY("no error"),
        /** There is no memory for the call. */
        NO_MEMORY("Cannot reserve direct buffer memory");

        private final String message;

        Kind(String message) {
            this.message = message;
        }

        /** Returns whether a call may be hit. */
        boolean concerns(Operation operation) {
            return switch (this) {
                case ERROR, ERROR_AFTERWARDS, INTERRUPT, DELAY, NO_MEMORY -> true;
                case NO_SPACE -> operation == Operation.CREATE || operation == Operation.WRITE;
                case NO_DESCRIPTORS ->
                    operation == Operation.CREATE || operation == Operation.OPEN || operation == Operation.MAP;
                case SHORT_WRITE, SHORT_READ -> false;
                case FAILED_SYNC -> operation == Operation.SYNC;
            };
        }
    }

    private final Kind kind;
    private final StrictMemVfs device;
    private final int failingCall;
    private final boolean forGood;
    private int calls;
    private String failed = "";
    private boolean repaired;

    /**
     * A fault.
     *
     * @param kind what happens
     * @param device whose syncs fail, for {@link Kind#FAILED_SYNC}
     * @param failingCall which call it hits, of those that it can, from 1 on
     * @param forGood whether it hits all later ones too
     */
    public FaultAt(Kind kind, StrictMemVfs device, int failingCall, boolean forGood) {
        this.kind = kind;
        this.device = device;
        this.failingCall = failingCall;
        this.forGood = forGood;
    }

    /** Ends the faults: from now on nothing fails. */
    public synchronized void repair() {
        repaired = true;
    }

    /**
     * Returns how many calls there were that it could hit.
     *
     * @return calls until the repair
     */
    public synchronized int calls() {
        return calls;
    }

    /**
     * Returns whether a call was hit.
     *
     * @return true from the first one on
     */
    public synchronized boolean hasStruck() {
        return !failed.isEmpty();
    }

    /**
     * Returns whether calls do what they should nevertheless.
     *
     * @return true for an interrupt and a delay
     */
    public boolean isHarmless() {
        return kind == Kind.INTERRUPT || kind == Kind.DELAY;
    }

    /**
     * Returns whether what is hit may refuse its service until it is opened again.
     *
     * @return true if memory ran out
     */
    public boolean mayEndService() {
        return kind == Kind.NO_MEMORY;
    }

    @Override
    public void before(Operation operation, String name) throws IOException {
        if (kind == Kind.ERROR_AFTERWARDS || !kind.concerns(operation) || !isDue(operation, name)) {
            return;
        }
        switch (kind) {
            case FAILED_SYNC -> device.failNextSync();
            case NO_SPACE -> throw new NoSpaceException(name + ": " + kind.message, new IOException(kind.message));
            case INTERRUPT -> Thread.currentThread().interrupt();
            case DELAY -> LockSupport.parkNanos(DELAY_NANOS);
            case NO_MEMORY -> throw new OutOfMemoryError(kind.message);
            default -> throw new IOException(name + ": " + kind.message);
        }
    }

    @Override
    public void after(Operation operation, String name) throws IOException {
        if (kind == Kind.ERROR_AFTERWARDS && isDue(operation, name)) {
            throw new IOException(name + ": " + kind.message);
        }
    }

    @Override
    public int bytesOfWrite(String name, int length) {
        return kind == Kind.SHORT_WRITE && isDue(Operation.WRITE, name) ? length / 2 : length;
    }

    @Override
    public int bytesOfRead(String name, int length) {
        return kind == Kind.SHORT_READ && isDue(Operation.READ, name) ? length / 2 : length;
    }

    private synchronized boolean isDue(Operation operation, String name) {
        if (repaired) {
            return false;
        }
        calls++;
        boolean due = forGood ? calls >= failingCall : calls == failingCall;
        if (due && failed.isEmpty()) {
            failed = operation + " of '" + name + "'";
        }
        return due;
    }

    @Override
    public synchronized String toString() {
        return kind + " at call " + failingCall + (forGood ? " and all later" : "")
                + (failed.isEmpty() ? "" : " (" + failed + ")");
    }
}
