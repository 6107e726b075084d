package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * A segment that is written to, or was: its mapping, how far it is filled and allocated, and which streams need it. Used
 * under the log's append lock, but for {@link #sync()}.
 */
final class LogSegment {

    private static final byte[] ZEROS = new byte[1 << 20];

    private final SegmentHeader header;
    private final String name;
    private final VfsFile file;
    private final MemorySegment memory;
    private final Arena arena;
    private final long size;
    /** The last sequence of each stream that has records here which are not flushed. */
    private final Map<Long, Long> pins = new HashMap<>();

    private long allocated;
    private long end = SegmentHeader.LENGTH;

    LogSegment(
            SegmentHeader header,
            String name,
            VfsFile file,
            MemorySegment memory,
            Arena arena,
            long size,
            long allocated) {
        this.header = header;
        this.name = name;
        this.file = file;
        this.memory = memory;
        this.arena = arena;
        this.size = size;
        this.allocated = allocated;
    }

    SegmentHeader header() {
        return header;
    }

    String name() {
        return name;
    }

    /** Bytes that the file may hold. */
    long size() {
        return size;
    }

    /** Offset after the last record. */
    long end() {
        return end;
    }

    /** Offset up to which the file's blocks exist. */
    long allocated() {
        return allocated;
    }

    /** Position after the last record. */
    long endPosition() {
        return position(end);
    }

    private long position(long offset) {
        return header.startPosition() + offset - SegmentHeader.LENGTH;
    }

    /** The offset of a position, at most the end. */
    long offset(long position) {
        return Math.min(end, position - header.startPosition() + SegmentHeader.LENGTH);
    }

    boolean hasRoom(long bytes) {
        return end + bytes <= size;
    }

    /**
     * Makes the file's blocks exist up to an offset, so that storing through the mapping cannot meet a full disk.
     */
    void allocate(long upTo) throws IOException {
        long target = Math.min(size, upTo);
        while (allocated < target) {
            int step = (int) Math.min(ZEROS.length, target - allocated);
            file.write(allocated, ZEROS, 0, step);
            allocated += step;
        }
    }

    /** Stores a record; there is room, and its blocks exist. */
    void store(byte[] recordHeader, int headerLength, byte[] content, int offset, int length) {
        assert end + headerLength + length <= allocated : "a record beyond the allocated blocks";
        MemorySegment.copy(content, offset, memory, ValueLayout.JAVA_BYTE, end + headerLength, length);
        MemorySegment.copy(recordHeader, 0, memory, ValueLayout.JAVA_BYTE, end, headerLength);
        end += headerLength + length;
    }

    void sync() throws IOException {
        file.sync();
    }

    void pin(long stream, long sequence) {
        pins.merge(stream, sequence, Math::max);
    }

    /** A stream's records up to a sequence are not needed any more. */
    void unpin(long stream, long throughSequence) {
        Long last = pins.get(stream);
        if (last != null && last <= throughSequence) {
            pins.remove(stream);
        }
    }

    boolean isPinned() {
        return !pins.isEmpty();
    }

    Set<Long> pinningStreams() {
        return pins.keySet();
    }

    /** Unmaps and closes the file. */
    void close() throws IOException {
        arena.close();
        file.close();
    }
}
