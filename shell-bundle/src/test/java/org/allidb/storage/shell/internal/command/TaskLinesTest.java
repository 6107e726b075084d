package org.allidb.storage.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.RunningTask;
import org.junit.jupiter.api.Test;

/** What the shell says of flushes and merges that are under way. */
class TaskLinesTest {

    @Test
    void mergeSaysHowFarItIsAndWhy() {
        assertEquals(
                List.of("under way for tenant acme: merge of 2 tables to level 3, 512 KiB of 1.00 MiB read since"
                        + " 2026-11-30T12:00:00Z: four of a tier"),
                TaskLines.of(List.of(new Task(RunningTask.Kind.MERGE, List.of(4L, 7L), 3, "four of a tier"))));
    }

    @Test
    void flushHasNeitherLevelNorReason() {
        assertEquals(
                List.of("under way for tenant acme: flush of 1 memtable, 512 KiB of 1.00 MiB read since"
                        + " 2026-11-30T12:00:00Z"),
                TaskLines.of(List.of(new Task(RunningTask.Kind.FLUSH, List.of(), 0, ""))));
    }

    private record Task(Kind kind, List<Long> tables, int targetLevel, String reason) implements RunningTask {

        @Override
        public TenantId tenant() {
            return TenantId.of("acme");
        }

        @Override
        public int inputs() {
            return Math.max(1, tables.size());
        }

        @Override
        public long bytes() {
            return 1 << 20;
        }

        @Override
        public long bytesDone() {
            return 1 << 19;
        }

        @Override
        public Instant since() {
            return Instant.parse("2026-11-30T12:00:00.5Z");
        }
    }
}
