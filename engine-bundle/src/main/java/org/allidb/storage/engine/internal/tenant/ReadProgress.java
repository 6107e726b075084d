package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;

/** How far the inputs of a merge have been read. One thread reads them; all may look. */
final class ReadProgress {

    private final List<CountingCursor> cursors = new CopyOnWriteArrayList<>();

    /**
     * Counts what is read of an input.
     *
     * @param entries how many entries it has
     * @param bytes how many bytes
     * @return the input, to be read instead
     */
    MergeJob.Input count(MergeJob.Input input, long entries, long bytes) {
        CountingCursor cursor = new CountingCursor(input.cursor(), entries, bytes);
        cursors.add(cursor);
        return MergeJob.Input.of(cursor, input.rangeTombstones());
    }

    /** Returns the bytes of all inputs. */
    long bytes() {
        return cursors.stream().mapToLong(cursor -> cursor.bytes).sum();
    }

    /** Returns how many of them were read: of each input as large a part as of its entries. */
    long bytesDone() {
        return cursors.stream().mapToLong(CountingCursor::bytesDone).sum();
    }

    private static final class CountingCursor implements RunCursor {

        private final RunCursor cursor;
        private final long entries;
        private final long bytes;
        private final AtomicLong read = new AtomicLong();

        CountingCursor(RunCursor cursor, long entries, long bytes) {
            this.cursor = cursor;
            this.entries = entries;
            this.bytes = bytes;
        }

        long bytesDone() {
            long done = Math.min(read.getOpaque(), entries);
            return entries == 0 ? bytes : (long) ((double) done / entries * bytes);
        }

        @Override
        public void seek(byte[] key, int offset, int length) throws IOException {
            cursor.seek(key, offset, length);
        }

        @Override
        public int fill(EntryRun run, int limit) throws IOException {
            int filled = cursor.fill(run, limit);
            read.setOpaque(read.getPlain() + filled);
            return filled;
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
