package org.allidb.storage.engine.internal.value;

import java.time.Instant;
import java.util.List;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.RunningTask;

/**
 * The engine's {@link RunningTask}.
 *
 * @param tenant whose task it is
 * @param work what it does
 * @param since when it began
 * @param bytes how much it reads
 * @param bytesDone how much of that it has read
 */
public record RunningTaskValue(TenantId tenant, Work work, Instant since, long bytes, long bytesDone)
        implements RunningTask {

    /** What a task does. */
    public record Work(Kind kind, int inputs, List<Long> tables, int targetLevel, String reason) {}

    @Override
    public Kind kind() {
        return work.kind;
    }

    @Override
    public int inputs() {
        return work.inputs;
    }

    @Override
    public List<Long> tables() {
        return work.tables;
    }

    @Override
    public int targetLevel() {
        return work.targetLevel;
    }

    @Override
    public String reason() {
        return work.reason;
    }
}
