package org.allidb.storage.metamorphic;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.api.config.WalOptions;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeJob.PurgeRule;
import org.allidb.storage.spi.compaction.MergeJob.Retention;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.wal.LogAnchor;
import org.allidb.storage.spi.wal.LogReplay;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;

/** Providers to swap in: other objects under the names of the built-in ones, which do the work. */
final class Relays {

    /** The name of a throttler that nothing waits for. */
    static final String COUNTING = "counting";

    private Relays() {}

    static CompactionStrategy strategy(String name) {
        return new Strategy(builtIn(CompactionStrategy.class, name));
    }

    static Codec codec(String name) {
        return new RelayedCodec(builtIn(Codec.class, name));
    }

    static MergeExecutor executor() {
        return new Executor(builtIn(MergeExecutor.class, "stream"));
    }

    /** A merge executor with a bug: it drops every tombstone, whatever else there is of the row. */
    static MergeExecutor losingTombstones() {
        return new Forgetful(builtIn(MergeExecutor.class, "stream"));
    }

    static CompactionSchedulerProvider scheduler() {
        return new Scheduler(builtIn(CompactionSchedulerProvider.class, "fair"));
    }

    static MemtableProvider memtable() {
        return new Memtables(builtIn(MemtableProvider.class, "btree"));
    }

    static TableFormatProvider sstable() {
        return new Tables(builtIn(TableFormatProvider.class, "block"));
    }

    static WriteAheadLogProvider wal() {
        return new Logs(builtIn(WriteAheadLogProvider.class, "segmented"));
    }

    static ThrottlerProvider throttler(String name) {
        return new Counting(name, new AtomicLong());
    }

    private static <P extends Provider> P builtIn(Class<P> type, String name) {
        return List.copyOf(ServiceLoader.load(type).stream().toList()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.name().equals(name))
                .findAny()
                .orElseThrow();
    }

    private record Strategy(CompactionStrategy builtIn) implements CompactionStrategy {

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public Optional<CompactionTask> propose(CompactionView view) {
            return builtIn.propose(view);
        }

        @Override
        public CompactionDebt debt(CompactionView view) {
            return builtIn.debt(view);
        }
    }

    private record RelayedCodec(Codec builtIn) implements Codec {

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public int maxCompressedLength(int length) {
            return builtIn.maxCompressedLength(length);
        }

        @Override
        public int compress(byte[] source, int sourceOffset, int length, byte[] target, int targetOffset) {
            return builtIn.compress(source, sourceOffset, length, target, targetOffset);
        }

        @Override
        public void decompress(
                byte[] source, int sourceOffset, int length, byte[] target, int targetOffset, int originalLength) {
            builtIn.decompress(source, sourceOffset, length, target, targetOffset, originalLength);
        }
    }

    private record Executor(MergeExecutor builtIn) implements MergeExecutor {

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public MergeResult merge(MergeJob job) throws IOException, InterruptedException {
            return builtIn.merge(job);
        }
    }

    private record Forgetful(MergeExecutor builtIn) implements MergeExecutor {

        private static final PurgeRule ALWAYS = new PurgeRule() {

            @Override
            public boolean mayPurge(byte[] key, int offset, int length, long timestamp) {
                return true;
            }

            @Override
            public boolean mayPurge(byte[] start, byte[] end, long timestamp) {
                return true;
            }
        };

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public MergeResult merge(MergeJob job) throws IOException, InterruptedException {
            Retention retention =
                    Retention.of(job.retention().snapshots(), job.retention().nowMillis(), ALWAYS);
            return builtIn.merge(MergeJob.of(
                    job.inputs(), job.outputs(), job.targetFileBytes(), retention, job.throttler(), job.cancelled()));
        }
    }

    private record Scheduler(CompactionSchedulerProvider builtIn) implements CompactionSchedulerProvider {

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public CompactionScheduler create(CompactionOptions options, StorageRuntime runtime) {
            return builtIn.create(options, runtime);
        }
    }

    private record Memtables(MemtableProvider builtIn) implements MemtableProvider {

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public Memtable create() {
            return builtIn.create();
        }
    }

    private record Tables(TableFormatProvider builtIn) implements TableFormatProvider {

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public TableFormat open(TableOptions options, Codecs codecs, Filters filters, StorageRuntime runtime) {
            return builtIn.open(options, codecs, filters, runtime);
        }
    }

    private record Logs(WriteAheadLogProvider builtIn) implements WriteAheadLogProvider {

        @Override
        public String name() {
            return builtIn.name();
        }

        @Override
        public WriteAheadLog open(
                Vfs directory, LogAnchor anchor, WalOptions options, StorageRuntime runtime, LogReplay replay)
                throws IOException {
            return builtIn.open(directory, anchor, options, runtime, replay);
        }
    }

    /** Counts what background work asks for, and lets it run. */
    private record Counting(String name, AtomicLong asked) implements ThrottlerProvider {

        @Override
        public Throttler create(ThrottleLimits limits, StorageClock clock) {
            return new Throttler() {

                @Override
                public void acquire(int bytes, int operations) {
                    asked.addAndGet(bytes);
                }

                @Override
                public void setLimits(ThrottleLimits newLimits) {
                    // it has none
                }

                @Override
                public ThrottleLimits limits() {
                    return limits;
                }
            };
        }
    }
}
