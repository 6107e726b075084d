package org.allidb.storage.engine.internal.feed;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A reader of the records of one file of a feed, through a window in memory. Used by one thread at a time. */
final class FeedScan {

    /** Reads bytes of the file. */
    @FunctionalInterface
    interface Source {

        /** Reads up to a length; returns how many there are, 0 at the end. */
        int read(long offset, byte[] target, int at, int length) throws IOException;
    }

    private static final int WINDOW = 256 << 10;

    private final Source source;
    private byte[] window = new byte[WINDOW];
    private int from;
    private int to;
    private long offset;

    FeedScan(Source source, long offset) {
        this.source = source;
        this.offset = offset;
    }

    /** Returns the offset of the next record. */
    long offset() {
        return offset;
    }

    /** Returns the next record without passing it; null if there is no whole one, or it is not intact. */
    @Nullable
    FeedRecord peek() throws IOException {
        if (!has(FeedRecord.HEADER_LENGTH)) {
            return null;
        }
        int length = FeedRecord.length(window, from);
        if (length <= 0 || length > Integer.MAX_VALUE - 64 || !has(FeedRecord.HEADER_LENGTH + length)) {
            return null;
        }
        FeedRecord record = FeedRecord.at(window, from);
        return record.isIntact() ? record : null;
    }

    /** Passes the record that {@link #peek} has returned. */
    void pass(FeedRecord record) {
        int total = FeedRecord.HEADER_LENGTH + record.length();
        offset += total;
        from += total;
    }

    /** Returns whether the file ends here. */
    boolean isAtEnd() throws IOException {
        return !has(1);
    }

    private boolean has(int bytes) throws IOException {
        if (to - from >= bytes) {
            return true;
        }
        System.arraycopy(window, from, window, 0, to - from);
        to -= from;
        from = 0;
        while (to < bytes) {
            // by and by: a length that is damaged must not take memory that the file has no bytes for
            if (to == window.length) {
                window = Arrays.copyOf(window, (int) Math.min(bytes, 2L * window.length));
            }
            int read = source.read(offset + to, window, to, window.length - to);
            if (read <= 0) {
                return false;
            }
            to += read;
        }
        return true;
    }

    /** Gives the memory of a large record back. */
    void shrink() {
        if (window.length > WINDOW && to - from <= WINDOW) {
            window = Arrays.copyOf(Arrays.copyOfRange(window, from, to), WINDOW);
            to -= from;
            from = 0;
        }
    }
}
