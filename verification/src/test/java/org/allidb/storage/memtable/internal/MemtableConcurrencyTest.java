package org.allidb.storage.memtable.internal;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.allidb.storage.kernel.merge.ReusePool;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.verification.Interleavings;
import org.junit.jupiter.api.Test;

/**
 * Readers beside the writer see exactly what was written up to the sequence that they read at, while leaves and inner
 * nodes split under them. It is in order: nothing twice, nothing missing, nothing torn.
 *
 * <p>On real threads only: the model checker does not know the views of byte arrays that the arena is made of.
 */
class MemtableConcurrencyTest {

    /** A writer of entries that a reader can check: key and value are made of the sequence. */
    private static final class Written {

        private final BTreeMemtable memtable = new BTreeMemtable(new ReusePool<>(EntryPosition::new));
        private final AtomicLong visible = new AtomicLong();
        private final int stride;

        /** An odd stride scatters the keys; 1 writes them in order. */
        Written(int stride) {
            this.stride = stride;
        }

        void write(int entries) {
            for (int i = 0; i < entries; i++) {
                long sequence = visible.get() + 1;
                byte[] key = key(sequence);
                byte[] value = Long.toString(sequence).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                EntryBatch batch = new EntryBatch();
                batch.add(EntryType.PUT, key, key.length, value);
                batch.seal(sequence, sequence);
                memtable.apply(batch);
                visible.set(sequence);
            }
        }

        void scan(ScanDirection direction) throws IOException {
            long sequence = visible.get();
            EntryRun run = new EntryRun();
            long seen = 0;
            byte[] before = null;
            try (RunCursor cursor = memtable.rows(direction, sequence)) {
                while (cursor.fill(run, 7) > 0) {
                    for (int i = 0; i < run.size(); i++) {
                        byte[] key = run.key(i);
                        int order = before == null ? -1 : java.util.Arrays.compareUnsigned(before, key);
                        boolean ordered =
                                before == null || (direction == ScanDirection.FORWARD ? order < 0 : order > 0);
                        if (!ordered || run.sequence(i) > sequence || !isWhole(run, i, key)) {
                            throw new AssertionError("entry " + run.sequence(i) + " at sequence " + sequence);
                        }
                        before = key;
                        seen++;
                    }
                }
            }
            if (seen != sequence) {
                throw new AssertionError(seen + " entries at sequence " + sequence);
            }
        }

        void get() {
            long sequence = visible.get();
            for (long wanted = Math.max(1, sequence - 5); wanted <= sequence; wanted++) {
                byte[] key = key(wanted);
                Lookup lookup = new Lookup();
                lookup.reset();
                memtable.get(new LookupKey().set(key, 0, key.length), sequence, lookup);
                if (!lookup.isLive(0) || lookup.sequence() != wanted || memtable.maxTimestamp() < wanted) {
                    throw new AssertionError("entry " + wanted + " is missing at sequence " + sequence);
                }
            }
        }

        private boolean isWhole(EntryRun run, int i, byte[] key) {
            byte[] value = new byte[run.valueLength(i)];
            run.copyValue(i, value, 0);
            return new String(value, java.nio.charset.StandardCharsets.US_ASCII).equals("" + run.sequence(i))
                    && java.util.Arrays.equals(key, key(run.sequence(i)))
                    && run.timestamp(i) == run.sequence(i);
        }

        private byte[] key(long sequence) {
            // a permutation of 24-bit numbers
            int number = (int) (sequence * stride) & 0xFFFFFF;
            return new byte[] {'k', (byte) (number >> 16), (byte) (number >> 8), (byte) number};
        }
    }

    @Test
    void readersOnRealThreadsWhileTheTreeGrows() {
        for (int stride : new int[] {1, 0x9E3779B1, -1}) {
            Interleavings.stress(60, () -> {
                Written written = new Written(stride);
                int entries = 5_000;
                Interleavings.Body reader = () -> {
                    do {
                        written.scan(ScanDirection.FORWARD);
                        written.scan(ScanDirection.REVERSE);
                        written.get();
                    } while (written.visible.get() < entries);
                };
                Interleavings.together(() -> written.write(entries), reader, reader);
            });
        }
    }
}
