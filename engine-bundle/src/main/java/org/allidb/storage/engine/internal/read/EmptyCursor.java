package org.allidb.storage.engine.internal.read;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;

/** A cursor over nothing. */
enum EmptyCursor implements RunCursor {
    /** The only one. */
    INSTANCE;

    @Override
    public void seek(byte[] key, int offset, int length) {
        // nowhere to go
    }

    @Override
    public int fill(EntryRun run, int limit) {
        run.clear();
        return 0;
    }

    @Override
    public void close() {
        // nothing is held
    }
}
