package org.allidb.storage.engine.internal.tenant;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.statistics.RunningTask;
import org.allidb.storage.engine.internal.tenant.TableClaims.Claim;
import org.allidb.storage.engine.internal.value.RunningTaskValue;
import org.allidb.storage.engine.internal.value.RunningTaskValue.Work;
import org.allidb.storage.engine.internal.version.TableHandle;
import org.allidb.storage.spi.runtime.StorageClock;

/** A tenant's flushes and merges that are under way. Thread-safe. */
final class RunningTasks {

    private final TenantId tenant;
    private final StorageClock clock;
    private final FewThings<Task> running = new FewThings<>();

    /** Creates the list of a tenant's tasks, empty. */
    RunningTasks(TenantId tenant, StorageClock clock) {
        this.tenant = tenant;
        this.clock = clock;
    }

    /** A task that is under way until it is closed. */
    final class Task implements AutoCloseable {

        private final Work work;
        private final Instant since;
        private final ReadProgress progress = new ReadProgress();

        private Task(Work work) {
            this.work = work;
            this.since = Instant.ofEpochMilli(clock.wallMillis());
        }

        /** Returns what counts how much the task has read. */
        ReadProgress progress() {
            return progress;
        }

        private RunningTask now() {
            // in this order, though inputs may be added meanwhile: no more is done than there is
            long done = progress.bytesDone();
            return new RunningTaskValue(tenant, work, since, progress.bytes(), done);
        }

        @Override
        public void close() {
            running.remove(this);
        }
    }

    /** Begins a flush of so many memtables. */
    Task flush(int memtables) {
        return begin(new Work(RunningTask.Kind.FLUSH, memtables, List.of(), 0, ""));
    }

    /** Begins a merge of the tables of a claim. */
    Task merge(Claim claim, int targetLevel) {
        List<Long> tables = claim.tables().stream().map(TableHandle::id).toList();
        return begin(new Work(
                RunningTask.Kind.MERGE,
                tables.size(),
                tables,
                targetLevel,
                claim.task().reason()));
    }

    private Task begin(Work work) {
        Task task = new Task(work);
        running.add(task);
        return task;
    }

    /** Returns what is under way, the oldest first. */
    List<RunningTask> now() {
        return running.now().stream()
                .map(Task::now)
                .sorted(Comparator.comparing(RunningTask::since))
                .toList();
    }
}
