package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/** The files of a log's directory: creates segments, takes released ones back, hands them out again. */
final class SegmentFiles {

    private static final String SEGMENT = ".wal";
    private static final String FREE = ".free";

    private final Vfs directory;
    private final Deque<String> free = new ArrayDeque<>();
    private long recycled;
    private long greatestNumber;

    SegmentFiles(Vfs directory) {
        this.directory = directory;
    }

    Vfs directory() {
        return directory;
    }

    /** The numbers of the segments, ascending; notes which files are free. */
    List<Long> list() throws IOException {
        List<Long> numbers = new ArrayList<>();
        free.clear();
        for (String name : directory.list("")) {
            if (name.matches("\\d{16}\\.free")) {
                free.add(name);
                greatestNumber = Math.max(greatestNumber, number(name));
            } else if (name.matches("\\d{16}\\.wal")) {
                numbers.add(number(name));
                greatestNumber = Math.max(greatestNumber, number(name));
            }
        }
        return numbers;
    }

    /**
     * The greatest number of any file when they were listed, free ones included: what they still hold is invalid only in
     * segments of greater numbers.
     */
    long greatestNumber() {
        return greatestNumber;
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(0, 16));
    }

    static String name(long number) {
        return String.format("%016d%s", number, SEGMENT);
    }

    /**
     * Makes a segment, out of a free file if one fits. Its header and its name are durable when this returns.
     *
     * @param header its header
     * @param firstBytes bytes to allocate at once
     */
    LogSegment create(SegmentHeader header, long firstBytes) throws IOException {
        long size = header.fileBytes();
        String name = name(header.number());
        long allocated = takeFree(name, size) ? size : 0;
        VfsFile file = allocated > 0 ? directory.open(name) : directory.create(name);
        try {
            byte[] encoded = header.encode();
            if (allocated == 0) {
                file.setSize(size);
            }
            file.write(0, encoded, 0, encoded.length);
            LogSegment segment = new LogSegment(
                    header,
                    name,
                    file,
                    arena -> directory.map(name, Vfs.MapMode.READ_WRITE, 0, size, arena),
                    size,
                    Math.max(allocated, SegmentHeader.LENGTH));
            segment.allocate(firstBytes);
            file.sync();
            directory.syncDirectory("");
            return segment;
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            directory.delete(name);
            throw e;
        }
    }

    /** Gives a segment's file back: keeps it for reuse, or deletes it. The segment is closed. */
    void release(String name, long fileBytes, long reusableSize, int keep) throws IOException {
        if (free.size() < keep && fileBytes == reusableSize) {
            String freeName = name.substring(0, name.length() - SEGMENT.length()) + FREE;
            directory.rename(name, freeName);
            free.add(freeName);
        } else {
            directory.delete(name);
        }
        // releases become durable in their order, so that a power cut never leaves a hole among the segments
        directory.syncDirectory("");
    }

    /** How many files were used again. */
    long recycled() {
        return recycled;
    }

    private boolean takeFree(String name, long size) throws IOException {
        while (!free.isEmpty()) {
            String candidate = free.removeFirst();
            if (directory.size(candidate) == size) {
                directory.rename(candidate, name);
                recycled++;
                return true;
            }
            directory.delete(candidate);
        }
        return false;
    }
}
