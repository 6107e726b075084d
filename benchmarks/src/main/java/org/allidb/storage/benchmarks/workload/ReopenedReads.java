package org.allidb.storage.benchmarks.workload;

import org.allidb.storage.benchmarks.engine.Engine;

/**
 * Closes the store, opens it again, and reads from the first moment on: what the engine keeps in memory is gone, what the
 * operating system keeps of its files is there.
 *
 * @param reads what is read; the JVM is warmed up with it before the close
 */
record ReopenedReads(ReadPoints reads) implements Workload {

    @Override
    public String id() {
        return reads.id();
    }

    @Override
    public void run(Run run) {
        double seconds = run.scale().seconds();
        Engine warm = run.loaded();
        Workers.timed(reads.threads(), seconds / 2, thread -> reads.on(warm, run, thread));
        run.closeEngine();
        Engine reopened = run.loaded();
        Workers.timed(reads.threads(), Math.min(1, seconds), thread -> reads.on(reopened, run, thread))
                .record(run, id());
    }
}
