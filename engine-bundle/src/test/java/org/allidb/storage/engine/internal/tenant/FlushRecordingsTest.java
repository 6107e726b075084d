package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.allidb.storage.api.HistoryRecording;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.testkit.ManualClock;
import org.junit.jupiter.api.Test;

/** The bounds of a recording. */
class FlushRecordingsTest {

    private record Merged(
            List<TableProperties> outputs,
            long entriesRead,
            long entriesWritten,
            long bytesRead,
            long bytesWritten,
            long duplicatesDropped,
            long tombstonesDropped,
            long expiredDropped,
            long purgedTimestamp)
            implements MergeResult {}

    @Test
    void recordingEndsByItselfWhenItIsLong() {
        FlushRecordings recordings = new FlushRecordings();
        HistoryRecording recording = recordings.begin(new ManualClock());
        MergeResult merged = new Merged(List.of(), 1, 1, 1, 1, 0, 0, 0, -1);
        for (int i = 0; i < 10_010; i++) {
            recordings.merged(4, 0, merged);
        }
        List<String> lines = recording.lines();
        assertEquals("# it ended after 10000 flushes and merges", lines.get(2));
        assertEquals(10_003, lines.size());
    }
}
