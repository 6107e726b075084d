package org.allidb.storage.semantics;

import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryBatchReader;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.memtable.MemtableStatistics;

/** The built-in memtables, with no memory when a test says so: in the middle of an update, or for a new memtable. */
final class HalfwayMemtables implements MemtableProvider {

    static final String NAME = "halfway";

    private final MemtableProvider memtables = ServiceLoader.load(MemtableProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(provider -> provider.name().equals("btree"))
            .findFirst()
            .orElseThrow();

    /** How many entries of the next batch are applied before there is no memory; -1 for all. */
    volatile int entriesUntilFailure = -1;

    /** How many cursors for flushes there are before there is no memory; negative for any number. */
    volatile int cursorsUntilFailure = -1;

    /** Whether there is none where a memtable is asked for its size after its rows were read for a flush: the flush is written. */
    volatile boolean noMemoryBehindFlushes;

    volatile boolean noNewMemtables;
    volatile Runnable onCreate = () -> {};
    volatile Runnable onApply = () -> {};
    volatile int made;
    volatile int cursors;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Memtable create() {
        if (noNewMemtables) {
            throw new OutOfMemoryError("no new memtable");
        }
        made++;
        onCreate.run();
        return new Halfway(memtables.create());
    }

    private final class Halfway implements Memtable {

        private final Memtable memtable;

        Halfway(Memtable memtable) {
            this.memtable = memtable;
        }

        @Override
        public void apply(EntryBatch batch) {
            onApply.run();
            int most = entriesUntilFailure;
            if (most < 0) {
                memtable.apply(batch);
                return;
            }
            EntryBatch part = new EntryBatch();
            EntryBatchReader entry = batch.reader();
            for (int i = 0; i < most && entry.next(); i++) {
                byte[] key = Arrays.copyOfRange(batch.bytes(), entry.keyOffset(), entry.valueOffset());
                int valueEnd = entry.valueOffset() + entry.valueLength();
                part.add(
                        entry.type(),
                        key,
                        key.length,
                        Arrays.copyOfRange(batch.bytes(), entry.valueOffset(), valueEnd));
            }
            part.seal(batch.baseSequence(), batch.timestamp());
            if (most > 0) {
                memtable.apply(part);
            }
            throw new OutOfMemoryError("in the middle of an update");
        }

        @Override
        public void get(LookupKey key, long maxSequence, Lookup lookup) {
            memtable.get(key, maxSequence, lookup);
        }

        @Override
        public RunCursor rows(ScanDirection direction, long maxSequence) {
            cursors++;
            return memtable.rows(direction, maxSequence);
        }

        @Override
        public RunCursor entries(long maxSequence) {
            cursors++;
            if (cursorsUntilFailure == 0) {
                throw new OutOfMemoryError("no cursor");
            }
            cursorsUntilFailure--;
            return memtable.entries(maxSequence);
        }

        @Override
        public List<RangeTombstoneSet> rangeTombstones() {
            return memtable.rangeTombstones();
        }

        @Override
        public MemtableStatistics statistics() {
            return memtable.statistics();
        }

        @Override
        public long memoryBytes() {
            if (noMemoryBehindFlushes && cursors > 0) {
                throw new OutOfMemoryError("no size");
            }
            return memtable.memoryBytes();
        }

        @Override
        public long maxTimestamp() {
            return memtable.maxTimestamp();
        }
    }
}
