package org.allidb.storage.engine.internal.backup;

import java.io.IOException;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * Brings files of tables from one directory into another: by a hard link, or as a synced copy where the file system has none. Copies
 * are paced as merges are. The name in the other directory is not durable yet. Thread-safe.
 */
final class TableTransfer {

    private static final int PIECE = 1 << 18;

    private final PartsInUse parts;
    private final String work;
    private final Check goingOn;

    /** Throws if the work is to end. */
    @FunctionalInterface
    interface Check {

        /** Throws if it is. */
        void run() throws IOException;
    }

    /**
     * Creates a transfer.
     *
     * @param work what it is part of, for the message when it is interrupted
     * @param goingOn asked before each step
     */
    TableTransfer(PartsInUse parts, String work, Check goingOn) {
        this.parts = parts;
        this.work = work;
        this.goingOn = goingOn;
    }

    /** Brings a file into another directory. */
    void bring(Vfs source, String name, Vfs target, String as) throws IOException {
        goingOn.run();
        if (!source.linkInto(name, target, as)) {
            copy(source, name, target, as);
        }
    }

    /** Waits until so many bytes may be read. */
    void pace(int bytes) throws IOException {
        goingOn.run();
        Throttler throttler = parts.throttler();
        try {
            for (int left = bytes; left > 0; left -= Throttler.MAX_REQUEST_BYTES) {
                throttler.acquire(Math.min(left, Throttler.MAX_REQUEST_BYTES), 1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(work + " was interrupted", e);
        }
    }

    private void copy(Vfs source, String name, Vfs target, String as) throws IOException {
        byte[] piece = new byte[PIECE];
        try (VfsFile from = source.openReadOnly(name);
                VfsFile to = target.create(as)) {
            long position = 0;
            for (int read = from.read(0, piece, 0, PIECE); read > 0; read = from.read(position, piece, 0, PIECE)) {
                pace(read);
                to.write(position, piece, 0, read);
                position += read;
            }
            to.sync();
        }
    }
}
