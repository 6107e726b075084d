package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a table's file. Mapped as a whole at the first need, without a descriptor; read by position if it cannot
 * be mapped or should not, and while there is not memory enough for all tables. Thread-safe.
 */
final class TableBytes implements AutoCloseable {

    private static final Logger LOG = System.getLogger(TableBytes.class.getName());

    private final Vfs files;
    private final String name;
    private final MappingBudget budget;
    private final long size;
    private boolean mappable;
    private @Nullable Arena arena;
    private @Nullable VfsFile file;
    private boolean closed;
    private volatile @Nullable MemorySegment mapping;

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
        if (mapped != null) {
            try {
                MemorySegment.copy(mapped, ValueLayout.JAVA_BYTE, offset, target, targetOffset, length);
            } catch (InternalError e) {
                throw new IOException("the device of " + name + " failed under its mapping", e);
            } catch (IllegalStateException e) {
                throw new IOException(name + " is closed", e);
            }
            return;
        }
        int read = file().read(offset, target, targetOffset, length);
        if (read < length) {
            throw new IOException(name + " ends at byte " + (offset + read) + " instead of " + size);
        }
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

    private synchronized @Nullable MemorySegment map() {
        if (mapping == null && mappable && !closed) {
            Arena shared = Arena.ofShared();
            try {
                mapping = files.map(name, Vfs.MapMode.READ, 0, size, shared);
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
