package org.allidb.storage.engine.internal.read;

import java.io.IOException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.RangeTombstoneView;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.jspecify.annotations.Nullable;

/**
 * A source that is not walked where range tombstones, its own or others', are newer than everything in it. Entries at the
 * ends of such a stretch may be returned: the tombstones are asked for every row later.
 */
final class SkippingCursor implements RunCursor {

    private final RunCursor source;
    private final RangeTombstoneView tombstones;
    private final ScanDirection direction;
    private final long newestTimestamp;
    private final long newestSequence;
    /** Where to continue; null for the place where the source stands. Kept until the source is there: a seek may fail. */
    private byte @Nullable [] target;

    private SkippingCursor(
            RunCursor source,
            RangeTombstoneView tombstones,
            ScanDirection direction,
            long newestTimestamp,
            long newestSequence) {
        this.source = source;
        this.tombstones = tombstones;
        this.direction = direction;
        this.newestTimestamp = newestTimestamp;
        this.newestSequence = newestSequence;
    }

    /**
     * Returns a source that skips, or the source itself if there are no tombstones.
     *
     * @param newestTimestamp no entry that the source shows has a greater timestamp
     * @param newestSequence nor a greater sequence
     */
    static RunCursor of(
            RunCursor source,
            RangeTombstoneView tombstones,
            ScanDirection direction,
            long newestTimestamp,
            long newestSequence) {
        return tombstones.isEmpty()
                ? source
                : new SkippingCursor(source, tombstones, direction, newestTimestamp, newestSequence);
    }

    @Override
    public void seek(byte[] key, int offset, int length) throws IOException {
        target = null;
        source.seek(key, offset, length);
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        while (true) {
            byte[] skipTo = target;
            if (skipTo != null) {
                run.clear();
                source.seek(skipTo, 0, skipTo.length);
                target = null;
            }
            int filled = source.fill(run, limit);
            if (filled == 0) {
                return 0;
            }
            target = endOfDeleted(run, filled - 1);
            if (target == null) {
                return filled;
            }
            byte[] first = endOfDeleted(run, 0);
            if (first == null || KeyOrder.compare(first, target) != 0) {
                return filled;
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }

    private byte @Nullable [] endOfDeleted(EntryRun run, int index) {
        return tombstones.deletedUpTo(
                run.keys(), run.keyOffset(index), run.keyLength(index), newestTimestamp, newestSequence, direction);
    }
}
