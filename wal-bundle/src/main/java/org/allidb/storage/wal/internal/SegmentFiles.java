package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/**
 * The files of a log's directory: creates segments, removes obsolete ones or keeps them for reuse. The log's anchor
 * tells which files count, so it does not matter when a removal becomes durable. Used by one thread at a time.
 */
final class SegmentFiles {

    private static final Logger LOG = System.getLogger(SegmentFiles.class.getName());
    private static final String SEGMENT = ".wal";
    private static final String FREE = ".free";
    private static final String UNFINISHED = ".new";
    private static final Pattern NAME = Pattern.compile("\\d{16}\\.(wal|free|wal\\.new)");

    private final Vfs directory;
    private final Deque<String> free = new ArrayDeque<>();
    /** Free files that no segment had before. */
    private final Set<String> spares = new HashSet<>();

    private final List<Obsolete> obsolete = new ArrayList<>();
    private long recycled;
    private long greatestNumber;

    SegmentFiles(Vfs directory) {
        this.directory = directory;
    }

    Vfs directory() {
        return directory;
    }

    /** Returns the numbers of the segments, ascending; notes which files are free, and which were never finished. */
    List<Long> list() throws IOException {
        List<Long> numbers = new ArrayList<>();
        free.clear();
        // the directory of a log that is read only may have been lost with all that was in it
        List<String> names = directory.kind("") == Vfs.FileKind.DIRECTORY ? directory.list("") : List.of();
        for (String name : names) {
            if (!isOurs(name)) {
                continue;
            }
            greatestNumber = Math.max(greatestNumber, number(name));
            if (name.endsWith(FREE)) {
                free.add(name);
            } else if (name.endsWith(SEGMENT)) {
                numbers.add(number(name));
            } else {
                obsolete.add(new Obsolete(name, false));
            }
        }
        return numbers;
    }

    /**
     * Returns the greatest number of any file when they were listed, free ones included. What a free file still holds
     * is invalid only in segments of greater numbers.
     */
    long greatestNumber() {
        return greatestNumber;
    }

    private static long number(String name) {
        return Long.parseLong(name.substring(0, 16));
    }

    /** Returns whether a name is one that files of a log have. */
    static boolean isOurs(String name) {
        return NAME.matcher(name).matches();
    }

    /** Returns the name of a segment's file. */
    static String name(long number) {
        return String.format("%016d%s", number, SEGMENT);
    }

    /**
     * Plans a segment, out of a free file if one fits.
     *
     * @param header its header, with a number that was never used before
     * @param firstBytes bytes to allocate at once
     */
    NewSegment plan(SegmentHeader header, long firstBytes) throws IOException {
        removeObsolete();
        String name = name(header.number());
        Optional<String> used = takeFree(header.fileBytes());
        return new NewSegment(directory, header, name, used.orElse(name + UNFINISHED), used.isPresent(), firstBytes);
    }

    /** Creates a segment by a plan. What a failure leaves is removed. */
    LogSegment create(NewSegment plan) throws IOException {
        try {
            return plan.create();
        } catch (IOException | RuntimeException | Error e) {
            giveUp(plan);
            throw e;
        }
    }

    /** Removes what is left of a plan that failed. */
    void giveUp(NewSegment plan) {
        remove(plan.unfinished());
        remove(plan.name());
    }

    /** Returns whether there is a file to make a segment of. */
    boolean hasFree() {
        return !free.isEmpty();
    }

    /** A file that is prepared for a segment, under the name of one that was never finished. */
    static final class Spare {

        private final Vfs directory;
        private final String name;
        private final long size;

        private Spare(Vfs directory, long number, long size) {
            this.directory = directory;
            this.name = name(number);
            this.size = size;
        }

        long size() {
            return size;
        }

        /** Creates the file, empty. Called once, by any thread. */
        VfsFile create() throws IOException {
            return directory.create(name + UNFINISHED);
        }
    }

    /** Describes a file to be prepared for a segment, which {@link #adopt} makes free or {@link #remove(Spare)} removes. */
    Spare newSpare(long number, long size) {
        return new Spare(directory, number, size);
    }

    /** Makes a prepared file free: all its blocks exist, and it is closed. */
    void adopt(Spare spare) {
        Obsolete file = new Obsolete(spare.name, true);
        try {
            directory.rename(spare.name + UNFINISHED, file.freeName());
            free.add(file.freeName());
            spares.add(file.freeName());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the prepared file " + spare.name + " of the log cannot be used", e);
            remove(spare);
        }
    }

    /** Removes a file whose preparation was given up, and which is closed. */
    void remove(Spare spare) {
        remove(spare.name + UNFINISHED);
    }

    /** Removes a file that is obsolete. A removal that fails is tried again later. */
    void remove(String name) {
        obsolete.add(new Obsolete(name, false));
        removeObsolete();
    }

    /**
     * Releases the file of an obsolete segment, which is closed. What fails is tried again later.
     *
     * @param reusable whether all its blocks exist, and new segments are as long
     * @param keep how many files are kept for reuse
     */
    void release(String name, boolean reusable, int keep) {
        obsolete.add(new Obsolete(name, reusable && free.size() < keep));
        removeObsolete();
    }

    /** Removes the files that are kept for reuse. */
    void removeFree() {
        free.forEach(name -> obsolete.add(new Obsolete(name, false)));
        free.clear();
        spares.clear();
        removeObsolete();
    }

    private void removeObsolete() {
        for (Iterator<Obsolete> all = obsolete.iterator(); all.hasNext(); ) {
            Obsolete file = all.next();
            try {
                leave(file);
                all.remove();
            } catch (IOException e) {
                LOG.log(
                        Level.DEBUG,
                        "the file " + file.name + " of the log was not removed; that is tried again later",
                        e);
            }
        }
    }

    private void leave(Obsolete file) throws IOException {
        if (directory.kind(file.name) != Vfs.FileKind.FILE) {
            return;
        }
        if (file.reusable) {
            directory.rename(file.name, file.freeName());
            free.add(file.freeName());
        } else {
            directory.delete(file.name);
        }
    }

    /** An obsolete file, to be removed or to be kept for reuse. */
    private record Obsolete(String name, boolean reusable) {

        String freeName() {
            return name.substring(0, name.length() - SEGMENT.length()) + FREE;
        }
    }

    /** Returns how many files were used again. */
    long recycled() {
        return recycled;
    }

    /** Takes a free file of a size; removes free files of other sizes. */
    private Optional<String> takeFree(long size) throws IOException {
        while (!free.isEmpty()) {
            String candidate = free.removeFirst();
            boolean spare = spares.remove(candidate);
            if (directory.size(candidate) == size) {
                recycled += spare ? 0 : 1;
                return Optional.of(candidate);
            }
            remove(candidate);
        }
        return Optional.empty();
    }
}
