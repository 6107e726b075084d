package org.allidb.storage.wal.internal;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.spi.wal.DamagedLogException;
import org.allidb.storage.wal.internal.format.RecordFormat;
import org.allidb.storage.wal.internal.format.RecordPlace;
import org.allidb.storage.wal.internal.format.SegmentHeader;

/** A reader of a segment of an earlier run, from front to back, through a window of heap memory. Used by one thread. */
final class SegmentScanner implements AutoCloseable {

    /** Receives intact records. */
    @FunctionalInterface
    interface Visitor {

        /** Called for each record in order; the content starts at {@code at + RecordFormat.HEADER_LENGTH}. */
        void record(byte[] bytes, int at) throws IOException;
    }

    /** Receives the stretches in which no record is intact. */
    @FunctionalInterface
    interface Gap {

        /**
         * Receives a stretch; they come in order.
         *
         * @param from where it begins
         * @param to where the next intact record begins, or the limit
         * @param bytes holds the header of the record at {@code from} if that is intact
         * @param at index of the header, -1 if it is not intact
         * @return whether to continue behind it
         */
        boolean damaged(long from, long to, byte[] bytes, int at) throws IOException;
    }

    private static final int WINDOW = 1 << 20;
    private static final int TYPE = 4;
    private static final byte[] ZEROS = new byte[64 << 10];

    private final String name;
    private final SegmentHeader header;
    private final RecordPlace place;
    private final VfsFile file;
    private final long size;
    private byte[] window;
    private long windowStart;
    private int windowLength;

    SegmentScanner(Vfs directory, String name, SegmentHeader header) throws IOException {
        this.name = name;
        this.header = header;
        this.place = new RecordPlace(header);
        this.file = directory.openReadOnly(name);
        this.size = file.size();
        this.window = new byte[(int) Math.min(WINDOW, size)];
    }

    long size() {
        return size;
    }

    /** Visits the records up to an offset, until one is not intact; returns the offset after the last intact one. */
    long visit(long limit, Visitor visitor) throws IOException {
        long offset = SegmentHeader.LENGTH;
        while (offset + RecordFormat.HEADER_LENGTH <= limit) {
            int at = intactRecord(offset, limit);
            if (at < 0) {
                break;
            }
            visitor.record(window, at);
            offset += RecordFormat.HEADER_LENGTH + RecordFormat.length(window, at);
        }
        return offset;
    }

    /** Visits all intact records up to an offset, behind damage too; returns the offset after the last one. */
    long visitIntact(long limit, Visitor visitor, Gap gap) throws IOException {
        long end = SegmentHeader.LENGTH;
        long offset = end;
        while (offset + RecordFormat.HEADER_LENGTH <= limit) {
            int at = intactRecord(offset, limit);
            if (at < 0) {
                long next = nextIntact(offset + 1, limit);
                int header = load(offset, RecordFormat.HEADER_LENGTH);
                boolean known = header >= 0 && place.isHeader(window, header, offset);
                if (!gap.damaged(offset, next < 0 ? limit : next, window, known ? header : -1) || next < 0) {
                    break;
                }
                offset = next;
            } else {
                visitor.record(window, at);
                offset += RecordFormat.HEADER_LENGTH + RecordFormat.length(window, at);
                end = offset;
            }
        }
        return end;
    }

    private long nextIntact(long from, long limit) throws IOException {
        long offset = firstHeaderFrom(from);
        while (offset >= 0 && offset < limit && intactRecord(offset, limit) < 0) {
            offset = firstHeaderFrom(offset + 1);
        }
        return offset < limit ? offset : -1;
    }

    /**
     * Summarises the segment.
     *
     * @param limit offset up to which all records must be intact, because a later segment vouches for them; -1 for a
     *     segment whose end is found
     * @param others visits the same records, so that they are read once
     * @throws DamagedLogException if a record is damaged that is known to be durable
     */
    OldSegment summarise(long limit, Visitor others) throws IOException {
        Map<Long, Long> lastSequences = new HashMap<>();
        long[] durable = {0};
        byte[] lastType = {0};
        long end = visit(limit < 0 ? size : Math.min(size, limit), (bytes, at) -> {
            lastType[0] = RecordFormat.type(bytes, at);
            durable[0] = Math.max(durable[0], RecordFormat.durable(bytes, at));
            if (lastType[0] == RecordFormat.DATA) {
                lastSequences.merge(RecordFormat.generation(bytes, at), RecordFormat.sequence(bytes, at), Math::max);
            }
            others.record(bytes, at);
        });
        if (limit >= 0 && end < limit) {
            throw damaged(end, "a later segment knows records up to byte " + limit + " to be durable");
        }
        if (isCutOff()) {
            throw damaged(size, "it was " + header.fileBytes() + " bytes long when its first record was written");
        }
        boolean clean = lastType[0] == RecordFormat.CLOSED;
        if (limit < 0 && !clean) {
            long endPosition = header.startPosition() + end - SegmentHeader.LENGTH;
            if (Math.max(durable[0], durableBehind(end)) > endPosition) {
                throw knownDurable(end);
            }
        }
        boolean vouchedFor = limit >= 0;
        long known = vouchedFor ? header.startPosition() + end - SegmentHeader.LENGTH : durable[0];
        boolean isEndKnown = vouchedFor || lastType[0] == RecordFormat.ROTATED;
        return new OldSegment(header, end, isEndKnown, known, lastSequences);
    }

    /** Returns whether the file is shorter than it was when its first record was written. */
    boolean isCutOff() {
        return size < header.fileBytes();
    }

    /** Returns whether there is an intact record anywhere. */
    boolean holdsRecords() throws IOException {
        return firstHeaderFrom(SegmentHeader.LENGTH) >= 0;
    }

    /** Returns the offset in the file of an index that a visitor received. */
    long offset(int at) {
        return windowStart + at;
    }

    /** Returns whether there is nothing but zeros where a record's header would be. */
    boolean isZeroAt(long offset) throws IOException {
        int length = (int) Math.min(RecordFormat.HEADER_LENGTH, size - offset);
        int at = length <= 0 ? -1 : load(offset, length);
        return at < 0 || Arrays.mismatch(window, at, at + length, ZEROS, 0, length) < 0;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Returns the greatest durable position that any intact record knows. */
    long durable() throws IOException {
        return durableBehind(SegmentHeader.LENGTH - 1);
    }

    /** Returns the greatest durable position that intact records behind a damaged one know. */
    long durableBehind(long from) throws IOException {
        long durable = 0;
        long offset = firstHeaderFrom(from + 1);
        while (offset >= 0) {
            int at = load(offset, RecordFormat.HEADER_LENGTH);
            durable = Math.max(durable, RecordFormat.durable(window, at));
            offset = firstHeaderFrom(offset + 1);
        }
        return durable;
    }

    private long firstHeaderFrom(long from) throws IOException {
        for (long offset = from; offset + RecordFormat.HEADER_LENGTH <= size; offset++) {
            int at = (int) (offset - windowStart);
            if (at < 0 || at + RecordFormat.HEADER_LENGTH > windowLength) {
                at = load(offset, RecordFormat.HEADER_LENGTH);
                if (at < 0) {
                    return -1;
                }
            }
            // most bytes of preallocated or recycled space are ruled out by the type alone, runs of zeros at once
            byte type = window[at + TYPE];
            if (type == 0) {
                offset += zerosFrom(at + TYPE) - 1;
            } else if (RecordFormat.isType(type) && place.isHeader(window, at, offset)) {
                return offset;
            }
        }
        return -1;
    }

    /** Returns how many bytes of the window are zero from an index to the last that may be a header's type. */
    private int zerosFrom(int at) {
        int length = Math.min(windowLength - RecordFormat.HEADER_LENGTH + TYPE + 1 - at, ZEROS.length);
        int nonZero = Arrays.mismatch(window, at, at + length, ZEROS, 0, length);
        return nonZero < 0 ? length : nonZero;
    }

    /** Returns the index in the window of the intact record at an offset, or -1. */
    private int intactRecord(long offset, long limit) throws IOException {
        int at = load(offset, RecordFormat.HEADER_LENGTH);
        if (at < 0 || !place.isHeader(window, at, offset)) {
            return -1;
        }
        int length = RecordFormat.length(window, at);
        if (length > limit - offset - RecordFormat.HEADER_LENGTH) {
            return -1;
        }
        at = load(offset, RecordFormat.HEADER_LENGTH + length);
        if (at < 0) {
            return -1;
        }
        int crc = RecordFormat.contentCrc(window, at + RecordFormat.HEADER_LENGTH, length);
        return crc == RecordFormat.contentCrc(window, at) ? at : -1;
    }

    /** Reads bytes into the window; returns their index, or -1 if the file ends before. */
    private int load(long offset, int length) throws IOException {
        if (offset >= windowStart && offset + length <= windowStart + windowLength) {
            return (int) (offset - windowStart);
        }
        if (offset + length > size) {
            return -1;
        }
        if (window.length < length) {
            window = new byte[length];
        }
        int wanted = (int) Math.min(window.length, size - offset);
        windowStart = offset;
        windowLength = file.read(offset, window, 0, wanted);
        if (windowLength < wanted) {
            // to take this for the end of the log would lose what comes after it
            throw new IOException("the log segment " + name + " could be read up to byte " + (offset + windowLength)
                    + " only, although it is " + size + " bytes long");
        }
        return 0;
    }

    /** Returns the exception for a segment that is not intact at an offset that later records know to be durable. */
    DamagedLogException knownDurable(long offset) {
        return damaged(offset, "later records know it to be durable");
    }

    private DamagedLogException damaged(long offset, String why) {
        return new DamagedLogException(
                name,
                offset,
                "the log segment " + name + " is damaged at byte " + offset + ", although " + why
                        + "; nothing was changed. Restore the segment from a backup, or salvage what is intact with"
                        + " 'allidb repair DIR INTO'");
    }
}
