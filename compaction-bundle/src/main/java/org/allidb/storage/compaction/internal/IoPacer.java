package org.allidb.storage.compaction.internal;

import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.throttle.Throttler;

/** A pacer that acquires from the throttler what a merge reads and writes, in pieces of about one operation. */
final class IoPacer {

    /** About the bytes that tables read and write at once. */
    private static final int OPERATION_BYTES = 256 << 10;

    private final Throttler throttler;
    private long bytesRead;
    private long unpaidRead;
    private long bytesWritten;
    private long unpaidWritten;

    IoPacer(Throttler throttler) {
        this.throttler = throttler;
    }

    void read(EntryRun run) throws InterruptedException {
        long bytes = 0;
        for (int i = 0; i < run.size(); i++) {
            bytes += run.keyLength(i) + run.valueLength(i);
        }
        bytesRead += bytes;
        unpaidRead = pay(unpaidRead + bytes);
    }

    void written(long total) throws InterruptedException {
        unpaidWritten = pay(unpaidWritten + total - bytesWritten);
        bytesWritten = total;
    }

    long bytesRead() {
        return bytesRead;
    }

    private long pay(long unpaid) throws InterruptedException {
        long rest = unpaid;
        while (rest >= OPERATION_BYTES) {
            throttler.acquire(OPERATION_BYTES, 1);
            rest -= OPERATION_BYTES;
        }
        return rest;
    }
}
