package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.allidb.storage.spi.vfs.MappedMemory;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.RecordHeader;
import org.allidb.storage.wal.internal.format.SegmentHeader;
import org.jspecify.annotations.Nullable;

/**
 * A segment of this run: knows how far it is filled and allocated, and which tenant generations need it.
 *
 * <ul>
 *   <li>Records whose writers wait for a sync are staged in memory and written with one call before it. A sync of pages
 *       that were dirtied through a mapping takes more than twice as long.
 *   <li>Records that no writer waits for are stored through the mapping, which costs no call.
 *   <li>Used under the log's append lock, but for {@link #sync}.
 * </ul>
 */
final class LogSegment {

    private static final int FIRST_STAGING = 8 << 10;
    private static final int MAX_STAGING = 256 << 10;
    /** From so many records on, a segment is one whose writers sync. */
    private static final int MANY_AWAITED = 256;

    private final SegmentHeader header;
    private final String name;
    private final VfsFile file;
    private final Mapping mapping;
    private final GenerationPins pins = new GenerationPins();

    private volatile boolean syncFailed;
    private long allocated;
    private long end = SegmentHeader.LENGTH;
    private byte[] staging = new byte[FIRST_STAGING];
    /** Bytes before the end that are in the staging array. */
    private int staged;
    /** Records whose writers wait for a sync. */
    private int awaited;

    /** Maps the file when the first record is stored through the mapping. */
    @FunctionalInterface
    interface Mapping {

        /** Maps all of it. */
        MemorySegment map(Arena arena) throws IOException;
    }

    private final Arena arena = Arena.ofShared();
    private @Nullable MemorySegment memory;

    LogSegment(SegmentHeader header, String name, VfsFile file, Mapping mapping, long allocated) {
        this.header = header;
        this.name = name;
        this.file = file;
        this.mapping = mapping;
        this.allocated = allocated;
    }

    SegmentHeader header() {
        return header;
    }

    String name() {
        return name;
    }

    /** Returns the bytes that the file may hold. */
    long size() {
        return header.fileBytes();
    }

    /** Returns the offset after the last record. */
    long end() {
        return end;
    }

    /** Returns the offset up to which the file's blocks exist. */
    long allocated() {
        return allocated;
    }

    /** Returns the position after the last record. */
    long endPosition() {
        return position(end);
    }

    /** Returns the position of an offset. */
    long position(long offset) {
        return header.startPosition() + offset - SegmentHeader.LENGTH;
    }

    /** Returns the offset of a position, at most the end. A position before the first record is at the first. */
    long offset(long position) {
        return Math.clamp(position - header.startPosition() + SegmentHeader.LENGTH, SegmentHeader.LENGTH, end);
    }

    boolean hasRoom(long bytes) {
        return end + bytes <= size();
    }

    boolean isHalfFull() {
        return end > size() / 2;
    }

    /** Returns whether all of its blocks exist. */
    boolean isWhole() {
        return allocated == size();
    }

    /** Returns whether this record was the first after which it is clear that writers of this segment sync. */
    boolean isSyncedFromNowOn() {
        return awaited == MANY_AWAITED;
    }

    /** Returns whether writers of this segment sync, and each of its blocks is made when it is needed. */
    boolean isSyncedWhileItGrows() {
        return awaited >= MANY_AWAITED && !isWhole();
    }

    /**
     * Makes the file's blocks exist up to an offset, so that a store through the mapping cannot meet a full disk.
     */
    void allocate(long upTo) throws IOException {
        long target = Math.min(size(), upTo);
        if (target > allocated) {
            writeZeros(allocated, target);
            allocated = target;
        }
    }

    /** Writes zeros where no block exists; {@link #allocated(long)} follows. Needs no lock. */
    void writeZeros(long from, long to) throws IOException {
        file.writeZeros(from, to);
    }

    /** Notes that the file's blocks exist up to an offset. */
    void allocated(long upTo) {
        allocated = upTo;
    }

    /**
     * Stores a record. There is room for it, and its blocks exist.
     *
     * @param record its header
     * @param content array that holds its content
     * @param offset start of the content
     * @param stay whether it may stay in memory until {@link #writeStaged()}
     * @throws IOException if records cannot be written; those that were staged are lost with it
     */
    void store(RecordHeader record, byte[] content, int offset, boolean stay) throws IOException {
        int length = record.length();
        int total = RecordFormat.HEADER_LENGTH + length;
        awaited += stay ? 1 : 0;
        assert end + total <= allocated : "a record beyond the allocated blocks";
        if (!stay && staged == 0) {
            storeMapped(record, content, offset, length);
            end += total;
            return;
        }
        if (total > staging.length - staged && !growStaging(total)) {
            writeStaged();
        }
        if (total > staging.length) {
            file.write(end, record.bytes(), record.offset(), RecordFormat.HEADER_LENGTH);
            file.write(end + RecordFormat.HEADER_LENGTH, content, offset, length);
            end += total;
            return;
        }
        System.arraycopy(record.bytes(), record.offset(), staging, staged, RecordFormat.HEADER_LENGTH);
        System.arraycopy(content, offset, staging, staged + RecordFormat.HEADER_LENGTH, length);
        staged += total;
        end += total;
        if (!stay) {
            writeStaged();
        }
    }

    /** Writes the staged records to the file. */
    void writeStaged() throws IOException {
        if (staged > 0) {
            file.write(end - staged, staging, 0, staged);
            staged = 0;
        }
    }

    /** Grows the staging array for more bytes; returns whether they fit within its bound. */
    private boolean growStaging(int bytes) {
        int needed = staged + bytes;
        if (needed > MAX_STAGING) {
            return false;
        }
        staging = Arrays.copyOf(staging, Math.min(MAX_STAGING, Math.max(needed, 2 * staging.length)));
        return true;
    }

    private void storeMapped(RecordHeader record, byte[] content, int offset, int length) throws IOException {
        MemorySegment mapped = memory;
        if (mapped == null) {
            mapped = mapping.map(arena);
            memory = mapped;
        }
        try {
            MappedMemory.store(content, offset, mapped, end + RecordFormat.HEADER_LENGTH, length);
            MappedMemory.store(record.bytes(), record.offset(), mapped, end, RecordFormat.HEADER_LENGTH);
            MappedMemory.settle();
        } catch (InternalError e) {
            throw new IOException("the device of log segment " + name + " failed under its mapping", e);
        }
    }

    /** Writes the staged records, after the last one. */
    void finish() throws IOException {
        writeStaged();
        staging = new byte[0];
    }

    /** Syncs the file. Called by one thread at a time, without the append lock. */
    void sync() throws IOException {
        try {
            file.sync();
        } catch (IOException | RuntimeException | Error e) {
            syncFailed = true;
            throw e;
        }
    }

    /**
     * Returns whether the file can be used again: all of its blocks exist, and no sync of it has failed. After a failed sync the
     * page cache and the device may differ without a page that is dirty.
     */
    boolean isReusable() {
        return isWhole() && !syncFailed;
    }

    /** Returns the generations that have records here which are not flushed. */
    GenerationPins pins() {
        return pins;
    }

    /** Unmaps and closes the file; does nothing when it is closed. */
    void close() throws IOException {
        if (arena.scope().isAlive()) {
            arena.close();
        }
        file.close();
    }
}
