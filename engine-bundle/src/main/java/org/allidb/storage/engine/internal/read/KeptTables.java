package org.allidb.storage.engine.internal.read;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.engine.internal.version.Version;
import org.jspecify.annotations.Nullable;

/** The tables that a reader of rows keeps from row to row. Used by one thread at a time, but for {@link #end}. */
final class KeptTables extends OpenRead {

    private final AtomicReference<@Nullable Version> version = new AtomicReference<>();

    /**
     * Keeps tables until the next {@link #drop}.
     *
     * @param tables retained by the caller, at least until this call returns
     * @throws StorageException if the platform has ended the reader
     */
    void keep(Version tables) {
        tables.retain();
        version.set(tables);
        if (isEndedByPlatform()) {
            drop();
            throw ended();
        }
    }

    /** Releases what is kept. */
    void drop() {
        if (version.getPlain() != null) {
            Version kept = version.getAndSet(null);
            if (kept != null) {
                kept.release();
            }
        }
    }

    /** Releases what is kept; nothing is kept later. */
    void close(OpenReads reads) {
        drop();
        reads.remove(this);
    }

    /** Returns null: no memtable is kept. */
    @Override
    @Nullable
    ReadState state() {
        return null;
    }

    @Override
    Ending end(Supplier<StorageException> why) {
        endsBecause(why);
        Version kept = version.getAndSet(null);
        if (kept != null) {
            kept.release();
        }
        return Ending.RELEASED;
    }
}
