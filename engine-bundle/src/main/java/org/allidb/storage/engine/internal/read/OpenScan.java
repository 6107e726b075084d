package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;
import org.jspecify.annotations.Nullable;

/**
 * The sources of an open cursor. Its user steps through {@link #rows()}, which read the sources through this object.
 * While a run is filled the sources stay, whatever thread ends the scan. The guard costs something for each run and
 * nothing for each row. What is in a run that was filled lies on the heap, or in a mapping that answers with an
 * exception once it is closed. Used by one thread at a time, but for {@link #end}.
 */
final class OpenScan extends OpenRead implements RunCursor {

    private static final int IDLE = 0;
    private static final int FILLING = 1;
    /** A run is being filled; the thread that fills it releases the sources afterwards. */
    private static final int ENDING = 2;

    private static final int ENDED = 3;

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(OpenScan.class, "phase", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ReadContext context;
    private final DeadRun deadRun;
    private int phase = IDLE;
    // dropped at the end, so that an open cursor that was ended keeps nothing alive
    private @Nullable ReadState state;
    private @Nullable RunCursor source;
    private @Nullable VisibleRows rows;

    /** Creates an open scan; it takes over the caller's reference of the state. */
    OpenScan(ReadContext context, ReadState state, RunCursor source, DeadRun deadRun) {
        this.context = context;
        this.state = state;
        this.source = source;
        this.deadRun = deadRun;
    }

    /** Sets the rows that read from this scan; before it is used. */
    void readBy(VisibleRows visibleRows) {
        rows = visibleRows;
    }

    /**
     * Returns the rows.
     *
     * @throws StorageException if the platform has ended the scan
     */
    VisibleRows rows() {
        VisibleRows open = rows;
        if (open == null) {
            throw ended();
        }
        return open;
    }

    @Override
    @Nullable
    ReadState state() {
        return state;
    }

    @Override
    public void seek(byte[] key, int offset, int length) throws IOException {
        RunCursor from = begin();
        try {
            from.seek(key, offset, length);
        } finally {
            finish();
        }
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        RunCursor from = begin();
        int filled;
        try {
            filled = from.fill(run, limit);
        } finally {
            finish();
        }
        // outside of the read: it may wait
        context.scanned(run, filled);
        return filled;
    }

    @Override
    public Ending end(Supplier<StorageException> why) {
        while (true) {
            int now = (int) PHASE.getVolatile(this);
            if (now == ENDING || now == ENDED) {
                return Ending.TOO_LATE;
            }
            endsBecause(why);
            if (now == IDLE && PHASE.compareAndSet(this, IDLE, ENDED)) {
                release();
                return Ending.RELEASED;
            }
            if (now == FILLING && PHASE.compareAndSet(this, FILLING, ENDING)) {
                return Ending.PENDING;
            }
        }
    }

    /** Closes the scan for its user. Comes back here through the rows, whose runs are used again, and then does nothing. */
    @Override
    public void close() {
        VisibleRows open = rows;
        RunCursor from = source;
        if (PHASE.compareAndSet(this, IDLE, ENDED)) {
            if (open != null) {
                open.close();
            }
            if (from != null) {
                from.close();
            }
            release();
        }
    }

    private RunCursor begin() {
        RunCursor from = source;
        if (!PHASE.compareAndSet(this, IDLE, FILLING) || from == null) {
            throw ended();
        }
        return from;
    }

    private void finish() {
        if (!PHASE.compareAndSet(this, FILLING, IDLE)) {
            PHASE.setVolatile(this, ENDED);
            release();
        }
    }

    private void release() {
        ReadState held = state;
        rows = null;
        source = null;
        state = null;
        deadRun.abandon();
        context.reads().remove(this);
        context.cursorClosed();
        if (held != null) {
            held.release();
        }
    }
}
