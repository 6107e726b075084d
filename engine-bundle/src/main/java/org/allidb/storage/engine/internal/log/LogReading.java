package org.allidb.storage.engine.internal.log;

import java.io.IOException;
import org.allidb.storage.engine.internal.disk.DiskWatch;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.spi.wal.LogReplay;

/** Reads logs that another process may be appending to, and changes nothing. */
public final class LogReading {

    private final PartsInUse parts;

    /**
     * Reads with the log provider in use.
     *
     * @param parts has the provider
     */
    public LogReading(PartsInUse parts) {
        this.parts = parts;
    }

    /**
     * Reads the log below a directory, if there is one, or should be.
     *
     * @param files the data directory
     * @param parent the data directory, or that of a tenant with a log of its own
     * @param owner the generation of the tenant whose log it is, or {@link LogRegister#SHARED}
     * @param replay receives what is not known to be flushed; to be ignored if this fails
     * @throws java.nio.file.NoSuchFileException if a segment was released meanwhile
     * @throws IOException if the log cannot be read, or is damaged
     */
    public void read(Vfs files, Vfs parent, long owner, LogReplay replay) throws IOException {
        LogAnchor anchor = LogRegister.read(files, owner);
        if (anchor.content().isPresent() || parent.kind(DiskWatch.LOG_DIRECTORY) == FileKind.DIRECTORY) {
            parts.provider(ComponentKind.WAL).read(parent.in(DiskWatch.LOG_DIRECTORY), anchor, replay);
        }
    }
}
