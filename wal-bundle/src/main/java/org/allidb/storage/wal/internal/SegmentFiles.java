package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/** The files of a log's directory: creates segments, takes released ones back, hands them out again. */
final class SegmentFiles {

    private static final String SEGMENT = ".wal";
    private static final String FREE = ".free";
    private static final String UNFINISHED = ".new";

    private final Vfs directory;
    private final Deque<String> free = new ArrayDeque<>();
    private final Deque<Leaving> leaving = new ArrayDeque<>();
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
     * Makes a segment, out of a free file if one fits. Its length, its header and its name are durable when this returns,
     * and it has its name only since the others are: a segment with a damaged header was damaged.
     *
     * @param header its header
     * @param firstBytes bytes to allocate at once
     * @throws NamedInVainException if the segment may have got its name all the same
     */
    LogSegment create(SegmentHeader header, long firstBytes) throws IOException {
        String name = name(header.number());
        Optional<String> used = takeFree(header.fileBytes());
        String unfinished = used.orElse(name + UNFINISHED);
        boolean named = false;
        VfsFile file = null;
        try {
            if (used.isEmpty()) {
                // an attempt that failed may have failed to remove it too
                deleteIfThere(unfinished);
            }
            long allocated = used.isPresent() ? header.fileBytes() : Math.min(header.fileBytes(), firstBytes);
            try (VfsFile made = used.isPresent() ? directory.open(unfinished) : directory.create(unfinished)) {
                if (used.isEmpty()) {
                    made.setSize(header.fileBytes());
                    LogSegment.writeZeros(made, SegmentHeader.LENGTH, allocated);
                }
                made.write(0, header.encode(), 0, SegmentHeader.LENGTH);
                made.sync();
            }
            named = true;
            directory.rename(unfinished, name);
            directory.syncDirectory("");
            file = directory.open(name);
            return new LogSegment(
                    header,
                    name,
                    file,
                    directory.open(name),
                    arena -> directory.map(name, Vfs.MapMode.READ_WRITE, 0, header.fileBytes(), arena),
                    allocated);
        } catch (IOException | RuntimeException | Error e) {
            try {
                if (file != null) {
                    file.close();
                }
            } catch (IOException unclosed) {
                e.addSuppressed(unclosed);
            }
            for (String left : List.of(unfinished, name)) {
                try {
                    deleteIfThere(left);
                } catch (IOException undeletable) {
                    e.addSuppressed(undeletable);
                }
            }
            if (named) {
                throw new NamedInVainException(name, e);
            }
            throw e;
        }
    }

    /**
     * A segment could not be made, and may be there nevertheless, now or after a power cut: nothing may be appended to its
     * predecessor any more, whose end its header names. The next segment supersedes it.
     */
    static final class NamedInVainException extends IOException {

        @java.io.Serial
        private static final long serialVersionUID = 1;

        NamedInVainException(String name, Throwable cause) {
            super("the log segment " + name + " could not be made: " + cause.getMessage(), cause);
        }
    }

    /** Removes what a run that ended while it made a segment left. */
    void deleteUnfinished() throws IOException {
        for (String name : directory.list("")) {
            if (name.matches("\\d{16}\\.wal\\.new")) {
                directory.delete(name);
            }
        }
    }

    /** Deletes a file of the log unless it is gone already. */
    void deleteIfThere(String name) throws IOException {
        if (directory.kind(name) == Vfs.FileKind.FILE) {
            directory.delete(name);
        }
    }

    /**
     * Gives a segment's file back: keeps it for reuse, or deletes it. The segment is closed. What fails is made up for at
     * the next release, before anything else is released.
     */
    void release(String name, long fileBytes, long reusableSize, int keep) throws IOException {
        leaving.addLast(new Leaving(name, free.size() < keep && fileBytes == reusableSize));
        while (!leaving.isEmpty()) {
            leave(leaving.getFirst());
            leaving.removeFirst();
        }
    }

    private void leave(Leaving segment) throws IOException {
        if (directory.kind(segment.name) != Vfs.FileKind.MISSING) {
            if (segment.reusable) {
                directory.rename(segment.name, segment.freeName());
            } else {
                directory.delete(segment.name);
            }
        }
        // releases become durable in their order, so that a power cut never leaves a hole among the segments
        directory.syncDirectory("");
        if (segment.reusable) {
            free.add(segment.freeName());
        }
    }

    /** A segment that is to be released after those before it. */
    private record Leaving(String name, boolean reusable) {

        String freeName() {
            return name.substring(0, name.length() - SEGMENT.length()) + FREE;
        }
    }

    /** How many files were used again. */
    long recycled() {
        return recycled;
    }

    /** A free file of a size. */
    private Optional<String> takeFree(long size) throws IOException {
        while (!free.isEmpty()) {
            String candidate = free.removeFirst();
            if (directory.size(candidate) == size) {
                recycled++;
                return Optional.of(candidate);
            }
            directory.delete(candidate);
        }
        return Optional.empty();
    }
}
