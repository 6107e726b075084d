package org.allidb.storage.lives;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.Provider;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;

/** Replaces parts of a running platform by others of their kind, and takes them out again. Used by one thread at a time. */
final class Parts {

    private static final int MOST_INSTALLED = 6;

    private final List<Supplier<? extends Provider>> kinds = List.of(
            () -> another(MemtableProvider.class),
            () -> another(WriteAheadLogProvider.class),
            () -> another(TableFormatProvider.class),
            () -> another(FilterProvider.class),
            () -> another(ThrottlerProvider.class),
            () -> another(QuotaPolicy.class),
            () -> another(CompactionSchedulerProvider.class),
            Unhurried::new);
    private final Deque<Provider> installed = new ArrayDeque<>();

    void swap(Components components, Random random) {
        if (installed.size() >= MOST_INSTALLED) {
            components.remove(installed.removeFirst());
            return;
        }
        Provider successor = kinds.get(random.nextInt(kinds.size())).get();
        installed.addLast(successor);
        components.install(successor);
    }

    private static <P extends Provider> P another(Class<P> kind) {
        return ServiceLoader.load(kind).findFirst().orElseThrow();
    }

    /** A strategy that takes its time, does not heed interrupts, and merges what it is shown. */
    static final class Unhurried implements CompactionStrategy {

        static final String NAME = "unhurried";
        private static final long NANOS = 20_000_000;

        @Override
        public String name() {
            return NAME;
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            long end = System.nanoTime() + NANOS;
            for (long left = NANOS; left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            List<Long> idle = view.tables().stream()
                    .filter(table -> !table.busy())
                    .map(table -> table.properties().tableId())
                    .toList();
            return idle.size() < 4
                    ? Optional.empty()
                    : Optional.of(CompactionTask.Merge.of(idle, 0, false, "there are some"));
        }
    }
}
