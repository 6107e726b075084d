package org.allidb.storage.shell.internal.command;

import java.time.temporal.ChronoUnit;
import java.util.List;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.api.text.Human;

/** Flushes and merges that are under way, a line each. */
final class TaskLines {

    private TaskLines() {}

    /** Returns the lines of tasks. */
    static List<String> of(List<RunningTask> tasks) {
        return tasks.stream().map(TaskLines::of).toList();
    }

    private static String of(RunningTask task) {
        String what = switch (task.kind()) {
            case FLUSH -> "flush of " + Human.count(task.inputs(), "memtable");
            case MERGE -> "merge of " + Human.count(task.inputs(), "table") + " to level " + task.targetLevel();
        };
        String why = task.reason().isEmpty() ? "" : ": " + task.reason();
        return "under way for tenant " + task.tenant() + ": " + what + ", " + Human.bytes(task.bytesDone()) + " of "
                + Human.bytes(task.bytes()) + " read since "
                + task.since().truncatedTo(ChronoUnit.SECONDS) + why;
    }
}
