package org.allidb.storage.sstable.internal.read;

import java.io.IOException;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;

/** A cursor over a table, block by block. Subclasses know where a block is, and add its entries to a run. */
abstract sealed class TableCursor implements RunCursor permits BlockCursor, MappedCursor, PageCursor {

    final TableMetadata metadata;
    final boolean forward;
    final long maxSequence;
    private final int blocks;
    /** Whether there is a current block. */
    private boolean entered;
    /** Entries in the current block. */
    private int count;
    /** Number of the block that comes after the current one. */
    private int nextBlock;
    /** The entry in the current block that comes next. */
    private int next;

    TableCursor(TableMetadata metadata, boolean forward, long maxSequence) {
        this.metadata = metadata;
        this.forward = forward;
        this.maxSequence = maxSequence;
        this.blocks = metadata.dataBlocks();
        this.nextBlock = forward ? 0 : blocks - 1;
    }

    /** Enters a block; returns how many entries it has. */
    abstract int enter(int number) throws IOException;

    /** Returns the first entry of the current block whose key is at or after a key. */
    abstract int find(byte[] key, int offset, int length) throws IOException;

    /**
     * Adds the visible entries of the current block to a run, until it is full. Calls {@link #reached} with the next entry,
     * even if it fails.
     *
     * @param from the first
     * @param end before which to stop; in walking order behind the last
     */
    abstract void add(EntryRun run, int from, int end, int limit) throws IOException;

    /** Notes which entry of the current block comes next. */
    final void reached(int entry) {
        next = entry;
    }

    /** Returns whether a run holds all entries of a call. */
    boolean isFull(EntryRun run, int limit) {
        return run.size() >= limit;
    }

    @Override
    public final void seek(byte[] key, int offset, int length) throws IOException {
        int number = metadata.findBlock(key, offset, length);
        entered = false;
        if (forward) {
            nextBlock = number;
            if (enterNext()) {
                next = find(key, offset, length);
            }
        } else {
            nextBlock = Math.min(number, blocks - 1);
            if (enterNext()) {
                next = find(key, offset, length) - 1;
            }
        }
    }

    @Override
    public int fill(EntryRun run, int limit) throws IOException {
        run.clear();
        while (!isFull(run, limit)) {
            try {
                boolean atEnd = !entered || (forward ? next >= count : next < 0);
                if (atEnd && !enterNext()) {
                    break;
                }
                add(run, next, forward ? count : -1, limit);
            } catch (IOException | StorageException e) {
                if (run.size() == 0) {
                    throw e;
                }
                // the entries before the damage may be all that is wanted; the next call reports it
                break;
            }
        }
        return run.size();
    }

    @Override
    public void close() {
        entered = false;
        nextBlock = forward ? blocks : -1;
    }

    private boolean enterNext() throws IOException {
        if (nextBlock < 0 || nextBlock >= blocks) {
            entered = false;
            return false;
        }
        count = enter(nextBlock);
        entered = true;
        nextBlock += forward ? 1 : -1;
        next = forward ? 0 : count - 1;
        return true;
    }
}
