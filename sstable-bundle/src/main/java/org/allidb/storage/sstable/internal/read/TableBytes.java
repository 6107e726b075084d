package org.allidb.storage.sstable.internal.read;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.ValueSource;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.sstable.internal.cache.MappingBudget;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a table's file. The file is mapped as a whole at the first need, without a descriptor. It is read by position
 *
 * <ul>
 *   <li>if it cannot be mapped, or must not be;
 *   <li>while there is not enough memory for the mappings of all tables;
 *   <li>after the device has failed under the mapping: a positional read reports at once what is wrong, or succeeds again.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class TableBytes implements ValueSource, AutoCloseable {

    private static final Logger LOG = System.getLogger(TableBytes.class.getName());

    private final Vfs files;
    private final String name;
    private final PositionalFile file;
    private final MappingBudget budget;
    private final long size;

    @GuardedBy("this")
    private boolean mappable;

    @GuardedBy("this")
    private @Nullable Arena arena;

    @GuardedBy("this")
    private boolean closed;

    /** The mapping for reads; null if the file is not mapped, or the device failed. */
    private volatile @Nullable MemorySegment mapping;
    /** The mapping for views, until the file is closed. */
    private volatile MemorySegment viewed = MemorySegment.NULL;

    /**
     * Finds a file; it is opened or mapped at the first read.
     *
     * @param mappable whether it may be mapped
     * @param budget decides whether it is read in its mapping
     */
    public TableBytes(Vfs files, String name, boolean mappable, MappingBudget budget) throws IOException {
        this.files = files;
        this.name = name;
        this.file = new PositionalFile(files, name);
        this.mappable = mappable;
        this.budget = budget;
        this.size = files.size(name);
        budget.opened(size);
    }

    /** Returns the name of the file. */
    public String name() {
        return name;
    }

    /** Returns the bytes of the file. */
    public long size() {
        return size;
    }

    /** Returns whether a read of a few bytes costs as much as one of many; see {@link Vfs#readUnit}. */
    boolean isReadInUnits() {
        return files.readUnit(name) > 1;
    }

    /** Copies bytes of the file to the heap; all of them are inside the file. */
    public void read(long offset, byte[] target, int targetOffset, int length) throws IOException {
        read(Access.SEQUENTIAL, offset, target, targetOffset, length);
    }

    /** Copies bytes of the file to the heap; all of them are inside the file. */
    void read(Access access, long offset, byte[] target, int targetOffset, int length) throws IOException {
        MemorySegment mapped = mapping();
        if (mapped == null || !readMapped(mapped, offset, target, targetOffset, length)) {
            // a table that fits into memory gets there soonest if the system reads ahead
            Access told = budget.fits() ? Access.SEQUENTIAL : access;
            readByPosition(told, offset, target, targetOffset, length);
        }
    }

    @Override
    public void copy(long offset, byte[] target, int targetOffset, int length) {
        try {
            MemorySegment mapped = mapping;
            if (mapped == null || !readMapped(mapped, offset, target, targetOffset, length)) {
                readByPosition(Access.SEQUENTIAL, offset, target, targetOffset, length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public MemorySegment memory() {
        return viewed;
    }

    /** Copies bytes of the mapping; returns false if the device has failed. */
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

    private void readByPosition(Access access, long offset, byte[] target, int targetOffset, int length)
            throws IOException {
        int read = file.read(access, offset, target, targetOffset, length);
        if (read < length) {
            throw new IOException(name + " ends at byte " + (offset + Math.max(0, read)) + " instead of " + size
                    + "; check the data directory with 'allidb check DIR', and restore the table from a backup");
        }
    }

    /** Notes that the device failed: the file is read by position from now on. */
    synchronized void mappingFailed(InternalError error) {
        if (mapping != null) {
            mapping = null;
            mappable = false;
            LOG.log(
                    Level.WARNING,
                    "the device failed under the mapping of " + name
                            + ", which is read by position from now on; look into"
                            + " the system's log, and check the data directory with 'allidb check DIR'",
                    error);
        }
    }

    /** Returns the exception for a read of a closed file. */
    IOException closed(IllegalStateException e) {
        return new IOException(name + " is closed", e);
    }

    /** Returns the mapping of the whole file, or null if the file must be read by position now. */
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
        file.close();
    }

    /** Maps the file; the mapping is closed with this object. */
    @SuppressWarnings("MustBeClosedChecker")
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
}
