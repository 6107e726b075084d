package org.allidb.storage.kernel.merge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.foreign.MemorySegment;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.ValueSource;
import org.junit.jupiter.api.Test;

/** Runs that wait in the pool keep nothing of their last user's alive. */
class EntryRunPoolTest {

    private record Zeros() implements ValueSource {

        @Override
        public MemorySegment memory() {
            return MemorySegment.ofArray(new byte[1]);
        }

        @Override
        public void copy(long offset, byte[] target, int targetOffset, int length) {}
    }

    @Test
    void aRunThatIsGivenBackHoldsNoReferences() {
        EntryRun run = new EntryRun();
        run.key(new byte[] {1}, 0, 1).version(EntryType.PUT, 1, 1, 0).add(new byte[] {2}, 0, 1);
        run.reserveKey(0);
        run.version(EntryType.PUT, 1, 1, 0).add(new Zeros(), 0, 1);
        // filled again with fewer, it still refers to what it held before
        run.clear();
        run.key(new byte[] {1}, 0, 1).version(EntryType.PUT, 1, 1, 0).add(new byte[] {3}, 0, 1);
        EntryRunPool.give(run);
        assertEquals(0, run.size());
        for (int i = 0; i < 2; i++) {
            assertNull(run.valueArray(i));
            assertNull(run.valueSource(i));
        }
    }
}
