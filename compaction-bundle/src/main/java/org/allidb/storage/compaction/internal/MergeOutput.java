package org.allidb.storage.compaction.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyOrder;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableWriter;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a merge, one after the other. Range tombstones are cut at the outputs' bounds. Each output has the parts from
 * its first key up to the first key of the next output; those of the first output begin before all keys.
 */
final class MergeOutput implements AutoCloseable {

    private static final byte[] NO_BOUND = {};

    private final MergeJob job;
    private final List<TableProperties> tables = new ArrayList<>();
    private @Nullable TableWriter writer;
    private byte[] lowerBound = NO_BOUND;
    private long finishedBytes;
    private long entries;

    MergeOutput(MergeJob job) {
        this.job = job;
    }

    List<TableProperties> tables() {
        return tables;
    }

    long entries() {
        return entries;
    }

    /** Returns the bytes written so far. */
    long bytes() {
        TableWriter open = writer;
        return finishedBytes + (open == null ? 0 : open.fileBytes());
    }

    boolean isFull() {
        TableWriter open = writer;
        return open != null && open.fileBytes() >= job.targetFileBytes();
    }

    void add(EntryRun run, int from, int to) throws IOException {
        if (from < to) {
            open().add(run, from, to);
            entries += to - from;
        }
    }

    /** Ends the current output before an entry. */
    void rotate(EntryRun run, int next, List<RangeTombstone> rangeTombstones) throws IOException {
        byte[] bound = run.key(next);
        end(clip(rangeTombstones, lowerBound, bound));
        lowerBound = bound;
    }

    /** Ends the last output. */
    void finish(List<RangeTombstone> rangeTombstones) throws IOException {
        end(clip(rangeTombstones, lowerBound, NO_BOUND));
    }

    @Override
    public void close() throws IOException {
        TableWriter open = writer;
        if (open != null) {
            writer = null;
            open.close();
        }
    }

    private void end(RangeTombstoneSet rangeTombstones) throws IOException {
        if (writer == null && rangeTombstones.isEmpty()) {
            return;
        }
        TableWriter open = open();
        open.addRangeTombstones(rangeTombstones);
        TableProperties table = open.finish();
        writer = null;
        open.close();
        tables.add(table);
        finishedBytes += table.fileBytes();
    }

    private TableWriter open() throws IOException {
        TableWriter open = writer;
        if (open == null) {
            open = job.outputs().next();
            writer = open;
        }
        return open;
    }

    private static RangeTombstoneSet clip(List<RangeTombstone> tombstones, byte[] from, byte[] to) {
        List<RangeTombstone> clipped = new ArrayList<>();
        for (RangeTombstone tombstone : tombstones) {
            byte[] start = KeyOrder.compare(tombstone.start(), from) >= 0 ? tombstone.start() : from;
            byte[] end = to.length == 0 || KeyOrder.compare(tombstone.end(), to) <= 0 ? tombstone.end() : to;
            if (KeyOrder.compare(start, end) < 0) {
                clipped.add(new RangeTombstone(start, end, tombstone.timestamp(), tombstone.sequence()));
            }
        }
        return RangeTombstoneSet.of(clipped);
    }
}
