package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import java.util.List;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.runtime.StorageClock;

/** The recordings of a tenant's flushes and merges that are under way. One that fails ends, and fails nothing else. Thread-safe. */
final class FlushRecordings {

    private final FewThings<FlushRecording> open = new FewThings<>();

    /**
     * Begins a recording, which ends when it is closed.
     *
     * @param clock gives the times of flushes
     */
    HistoryRecording begin(StorageClock clock) {
        FlushRecording recording = new FlushRecording(clock, open::remove);
        open.add(recording);
        return recording;
    }

    /**
     * Records a flush.
     *
     * @param memtables what was flushed, oldest first
     * @param result what was written
     */
    void flushed(List<FlushableMemtable> memtables, MergeResult result) {
        for (FlushRecording recording : open.now()) {
            try {
                recording.flushed(memtables, result);
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                recording.fail(e);
            }
        }
    }

    /**
     * Records a merge.
     *
     * @param inputs how many tables were merged
     * @param level where to
     * @param result what was written
     */
    void merged(int inputs, int level, MergeResult result) {
        open.now().forEach(recording -> recording.merged(inputs, level, result));
    }
}
