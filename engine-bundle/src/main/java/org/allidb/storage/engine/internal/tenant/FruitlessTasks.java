package org.allidb.storage.engine.internal.tenant;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * Remembers the tables that came of tasks without any gain, so that a strategy does not write them again and again. A task has a
 * gain if it leaves fewer tables, fewer bytes, or a table on a deeper level. Thread-safe.
 */
final class FruitlessTasks {

    /** How many tasks without gain may follow each other. */
    static final int MOST = 3;

    /** The share of the bytes that must be saved. */
    private static final double LEAST_GAIN = 0.01;

    /** What has led to a table without any gain, by its number; other tables are not in it. */
    @GuardedBy("this")
    private Map<Long, Path> paths = Map.of();

    /** A table on a level. */
    record Placed(TableProperties table, int level) {}

    /**
     * Tasks without gain, one after the other.
     *
     * @param tasks how many there were
     * @param width how many tables the largest of them had
     */
    private record Path(int tasks, int width) {

        private static final Path NONE = new Path(0, 0);
    }

    /**
     * Checks that a task does not just go on with what has led nowhere. One with more tables than those before it may lead
     * somewhere.
     *
     * @throws IllegalArgumentException if all its tables came of too many tasks without gain
     */
    synchronized void check(CompactionTask task) {
        Path path = shortest(task.inputs());
        if (path.tasks >= MOST && task.inputs().size() <= path.width) {
            throw new IllegalArgumentException("it proposed to " + task + "; the last " + path.tasks
                    + " tasks with these tables have left as many tables with as many bytes on the same levels");
        }
    }

    /**
     * Remembers a task that was carried out.
     *
     * @param inputs the tables before it
     * @param outputs the tables after it
     * @param level the level of these
     */
    synchronized void done(List<Placed> inputs, List<TableProperties> outputs, int level) {
        List<Long> before = inputs.stream().map(input -> input.table.tableId()).toList();
        Path path = shortest(before);
        Map<Long, Path> after = new HashMap<>(paths);
        before.forEach(after::remove);
        if (!hasGain(inputs, outputs, level)) {
            int tasks = inputs.size() <= path.width ? path.tasks + 1 : 1;
            outputs.forEach(output -> after.put(output.tableId(), new Path(tasks, inputs.size())));
        }
        paths = Map.copyOf(after);
    }

    @GuardedBy("this")
    private Path shortest(List<Long> tables) {
        Path shortest = null;
        for (long table : tables) {
            Path path = paths.getOrDefault(table, Path.NONE);
            shortest = shortest == null || path.tasks < shortest.tasks ? path : shortest;
        }
        return shortest == null ? Path.NONE : shortest;
    }

    private static boolean hasGain(List<Placed> inputs, List<TableProperties> outputs, int level) {
        long bytesBefore =
                inputs.stream().mapToLong(input -> input.table.fileBytes()).sum();
        long bytesAfter = outputs.stream().mapToLong(TableProperties::fileBytes).sum();
        return outputs.size() < inputs.size()
                || bytesAfter < bytesBefore * (1 - LEAST_GAIN)
                || inputs.stream().anyMatch(input -> input.level < level);
    }
}
