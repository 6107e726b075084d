package org.allidb.storage.engine.internal.feed;

import java.io.IOException;
import java.util.Arrays;
import org.allidb.storage.spi.vfs.VfsFile;

/**
 * The file of a feed to which records are appended, through an array in memory: the log has them, so that nothing is lost with it. Used
 * under the lock of its {@link TenantFeed}, but for {@link #sync}.
 */
final class FeedOutput {

    private static final int STAGING = 64 << 10;
    private static final int FIRST_STAGING = 4 << 10;

    private final long number;
    private final FeedHeader header;
    private final VfsFile file;
    private long written;
    private byte[] staging = new byte[FIRST_STAGING];
    private int staged;
    /** Whether there is something in the file that no sync was begun for. */
    private boolean dirty = true;

    FeedOutput(long number, FeedHeader header, VfsFile file, long end) {
        this.number = number;
        this.header = header;
        this.file = file;
        this.written = end;
    }

    long number() {
        return number;
    }

    FeedHeader header() {
        return header;
    }

    /** Returns the file as it is now. */
    FeedFile described() {
        return new FeedFile(number, header, end());
    }

    /** Returns the offset behind the last record. */
    long end() {
        return written + staged;
    }

    boolean isEmpty() {
        return end() == FeedHeader.LENGTH;
    }

    void append(FeedRecord record) throws IOException {
        int total = FeedRecord.HEADER_LENGTH + record.length();
        if (total > STAGING - staged) {
            writeStaged();
        }
        if (total > STAGING) {
            FeedRecord.describe(record, staging, 0);
            file.write(written, staging, 0, FeedRecord.HEADER_LENGTH);
            file.write(written + FeedRecord.HEADER_LENGTH, record.bytes(), record.offset(), record.length());
            written += total;
            dirty = true;
            return;
        }
        if (total > staging.length - staged) {
            staging = Arrays.copyOf(staging, Math.min(STAGING, Math.max(staged + total, 2 * staging.length)));
        }
        FeedRecord.describe(record, staging, staged);
        System.arraycopy(record.bytes(), record.offset(), staging, staged + FeedRecord.HEADER_LENGTH, record.length());
        staged += total;
    }

    /** Writes what is in memory to the file. */
    void writeStaged() throws IOException {
        if (staged > 0) {
            file.write(written, staging, 0, staged);
            written += staged;
            staged = 0;
            dirty = true;
        }
    }

    /** Returns up to where the file has what was appended. */
    long written() {
        return written;
    }

    /** Copies what is in memory from an offset on; returns how many bytes. */
    int copyStaged(long offset, byte[] target, int at, int length) {
        int from = Math.toIntExact(offset - written);
        int count = Math.clamp(staged - from, 0, length);
        System.arraycopy(staging, from, target, at, count);
        return count;
    }

    /** Notes that a sync is begun; returns whether it is needed. */
    boolean beginSync() {
        boolean was = dirty;
        dirty = false;
        return was;
    }

    /** Makes durable what was written before. Called without the lock. */
    void sync() throws IOException {
        file.sync();
    }

    void close() throws IOException {
        file.close();
    }
}
