package org.allidb.storage.sstable.internal.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.Map;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * A file that is read by position. Each kind of {@link Access} has an open file of its own, because an operating system notes for each of
 * them what it reads ahead. Both are opened at their first use. Thread-safe.
 */
final class PositionalFile implements AutoCloseable {

    private static final Logger LOG = System.getLogger(PositionalFile.class.getName());

    private final Vfs files;
    private final String name;

    @GuardedBy("this")
    private final Map<Access, VfsFile> open = new EnumMap<>(Access.class);

    @GuardedBy("this")
    private boolean closed;

    PositionalFile(Vfs files, String name) {
        this.files = files;
        this.name = name;
    }

    /** Reads until so many bytes are read, or the file ends; returns how many were read. */
    int read(Access access, long offset, byte[] target, int targetOffset, int length) throws IOException {
        return opened(access).read(offset, target, targetOffset, length);
    }

    private synchronized VfsFile opened(Access access) throws IOException {
        if (closed) {
            throw new IOException(name + " is closed");
        }
        VfsFile file = open.get(access);
        if (file == null) {
            file = open(access);
            open.put(access, file);
        }
        return file;
    }

    /**
     * Opens the file. If that fails, the one that is open serves instead: another process may have deleted the name, or the process may
     * have no descriptor left.
     */
    @GuardedBy("this")
    private VfsFile open(Access access) throws IOException {
        try {
            return access == Access.RANDOM ? files.openForRandomReads(name) : files.openReadOnly(name);
        } catch (IOException e) {
            if (open.isEmpty()) {
                throw e;
            }
            return open.values().iterator().next();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        for (VfsFile file : open.values()) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing " + name + " failed; it was only read", e);
            }
        }
        open.clear();
    }
}
