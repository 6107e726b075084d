package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a table's file. Mapped as a whole at the first need, without a descriptor; read by position if it cannot
 * be mapped or should not, while there is not memory enough for all tables, and after the device has failed under the
 * mapping: a positional read tells at once what is wrong, or that all is well again. Thread-safe.
 */
final class TableBytes implements ValueSource, AutoCloseable {

    private static final Logger LOG = System.getLogger(TableBytes.class.getName());

    private final Vfs files;
    private final String name;
    private final MappingBudget budget;
    private final long size;
    private boolean mappable;
    private @Nullable Arena arena;
    private @Nullable VfsFile file;
    private boolean closed;
    /** What is read; null if it is not mapped, or the device failed. */
    private volatile @Nullable MemorySegment mapping;
    /** What views show until the file is closed. */
    private volatile MemorySegment viewed = MemorySegment.NULL;

    TableBytes(Vfs files, String name, boolean mappable, MappingBudget budget) throws IOException {
        this.files = files;
        this.name = name;
        this.mappable = mappable;
        this.budget = budget;
        this.size = files.size(name);
        budget.opened(size);
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    /** Copies bytes, all of them inside the file, to the heap. */
    void read(long offset, byte[] target, int targetOffset, int length) throws IOException {
        MemorySegment mapped = mapping();
        if (mapped == null || !readMapped(mapped, offset, target, targetOffset, length)) {
            readByPosition(offset, target, targetOffset, length);
        }
    }

    @Override
    public void copy(long offset, byte[] target, int targetOffset, int length) {
        try {
            MemorySegment mapped = mapping;
            if (mapped == null || !readMapped(mapped, offset, target, targetOffset, length)) {
                readByPosition(offset, target, targetOffset, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public MemorySegment memory() {
        return viewed;
    }

    /** Whether it could be read in the mapping; if not, the device has failed. */
    private boolean readMapped(MemorySegment mapped, long offset, byte[] target, int targetOffset, int length)
            throws IOException {
        try {
            MappedMemory.copy(mapped, offset, target, targetOffset, length);
            MappedMemory.settle();
            return true;
        } catch (InternalError e) {
            mappingFailed(e);
            return false;
        } catch (IllegalStateException e) {
            throw closed(e);
        }
    }

    private void readByPosition(long offset, byte[] target, int targetOffset, int length) throws IOException {
        int read = file().read(offset, target, targetOffset, length);
        if (read < length) {
            throw new IOException(name + " ends at byte " + (offset + Math.max(0, read)) + " instead of " + size
                    + "; check the data directory with 'allidb check DIR', and restore the table from a backup");
        }
    }

    /** From now on the file is read by position. */
    synchronized void mappingFailed(InternalError error) {
        if (mapping != null) {
            mapping = null;
            mappable = false;
            LOG.log(
                    Level.WARNING,
                    "the device failed under the mapping of " + name + ", which is read by position from now on; look into"
                            + " the system's log, and check the data directory with 'allidb check DIR'",
                    error);
        }
    }

    /** What a read is told that came too late. */
    IOException closed(IllegalStateException e) {
        return new IOException(name + " is closed", e);
    }

    /** The whole file in memory, or null if it is not mapped or should not be read that way now. */
    @Nullable
    MemorySegment mapping() {
        if (!budget.fits()) {
            return null;
        }
        MemorySegment mapped = mapping;
        return mapped != null ? mapped : map();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            budget.closed(size);
        }
        Arena mapped = arena;
        if (mapped != null) {
            arena = null;
            mapping = null;
            viewed = MemorySegment.NULL;
            budget.unmapped();
            mapped.close();
        }
        VfsFile open = file;
        if (open != null) {
            file = null;
            try {
                open.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing " + name + " failed; it was only read", e);
            }
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // it is closed with the table
    private synchronized @Nullable MemorySegment map() {
        if (mapping == null && mappable && !closed) {
            Arena shared = Arena.ofShared();
            try {
                MemorySegment mapped = files.map(name, Vfs.MapMode.READ, 0, size, shared);
                viewed = mapped;
                mapping = mapped;
                arena = shared;
                budget.mapped();
            } catch (IOException e) {
                shared.close();
                mappable = false;
                LOG.log(Level.DEBUG, name + " cannot be mapped and is read by position", e);
            }
        }
        return mapping;
    }

    private synchronized VfsFile file() throws IOException {
        if (closed) {
            throw new IOException(name + " is closed");
        }
        VfsFile open = file;
        if (open == null) {
            open = files.openReadOnly(name);
            file = open;
        }
        return open;
    }
}
