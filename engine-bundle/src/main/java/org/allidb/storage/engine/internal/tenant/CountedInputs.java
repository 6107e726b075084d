package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.RunCursor;

/** The inputs of a merge, with a count of what the executor has read of them. Used by one thread. */
final class CountedInputs {

    private final List<MergeJob.Input> inputs = new ArrayList<>();
    private final List<CountedCursor> cursors = new ArrayList<>();

    CountedInputs(List<MergeJob.Input> counted) {
        for (MergeJob.Input input : counted) {
            CountedCursor cursor = new CountedCursor(input.cursor());
            cursors.add(cursor);
            inputs.add(MergeJob.Input.of(cursor, input.rangeTombstones()));
        }
    }

    /** Returns the inputs, for the executor. */
    List<MergeJob.Input> inputs() {
        return inputs;
    }

    /** Returns how many entries the executor has read. */
    long entries() {
        return cursors.stream().mapToLong(cursor -> cursor.entries).sum();
    }

    /** Returns whether the executor has read all inputs to their ends. */
    boolean isAllRead() {
        return cursors.stream().allMatch(cursor -> cursor.ended);
    }

    private static final class CountedCursor implements RunCursor {

        private final RunCursor cursor;
        private long entries;
        private boolean ended;

        CountedCursor(RunCursor cursor) {
            this.cursor = cursor;
        }

        @Override
        public void seek(byte[] key, int offset, int length) throws IOException {
            cursor.seek(key, offset, length);
        }

        @Override
        public int fill(EntryRun run, int limit) throws IOException {
            int filled = cursor.fill(run, limit);
            entries += filled;
            ended = filled == 0;
            return filled;
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
