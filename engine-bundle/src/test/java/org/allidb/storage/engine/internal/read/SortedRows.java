package org.allidb.storage.engine.internal.read;

import java.util.Arrays;
import java.util.List;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;

/** A source in a list, that counts what it hands out. */
final class SortedRows implements RunCursor {

    /** One version of a row. */
    record Version(byte[] key, byte type, long timestamp, long sequence, long expiresAt) {

        static Version put(byte[] key, long timestamp, long sequence) {
            return new Version(key, EntryType.PUT, timestamp, sequence, 0);
        }

        static Version delete(byte[] key, long timestamp, long sequence) {
            return new Version(key, EntryType.DELETE, timestamp, sequence, 0);
        }
    }

    private static final byte[] NO_VALUE = {};

    private final List<Version> versions;
    private final ScanDirection direction;
    private int next;
    private int handedOut;

    /**
     * A source.
     *
     * @param versions by key, newest first
     */
    SortedRows(List<Version> versions, ScanDirection direction) {
        this.versions = direction == ScanDirection.FORWARD ? versions : versions.reversed();
        this.direction = direction;
    }

    int handedOut() {
        return handedOut;
    }

    @Override
    public void seek(byte[] key, int offset, int length) {
        byte[] wanted = Arrays.copyOfRange(key, offset, offset + length);
        next = 0;
        while (next < versions.size() && isBefore(versions.get(next).key(), wanted)) {
            next++;
        }
    }

    @Override
    public int fill(EntryRun run, int limit) {
        run.clear();
        while (run.size() < limit && next < versions.size()) {
            Version version = versions.get(next++);
            run.key(version.key(), 0, version.key().length)
                    .version(version.type(), version.timestamp(), version.sequence(), version.expiresAt())
                    .add(NO_VALUE, 0, 0);
            handedOut++;
        }
        return run.size();
    }

    @Override
    public void close() {
        // nothing is held
    }

    private boolean isBefore(byte[] key, byte[] wanted) {
        int order = Arrays.compareUnsigned(key, wanted);
        return direction == ScanDirection.FORWARD ? order < 0 : order >= 0;
    }
}
