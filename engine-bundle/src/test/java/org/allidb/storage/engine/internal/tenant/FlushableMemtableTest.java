package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ServiceLoader;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.junit.jupiter.api.Test;

/**
 * A reader may retain the memtables, wait, and read the visible sequence only after later batches have gone into a memtable
 * that it does not have. It must not take their rows for missing: its scan would record a gap that hides them from others.
 */
class FlushableMemtableTest {

    private static final long PRECEDING = 5;
    private static final long LATER = 100;

    private final MemtableProvider provider =
            ServiceLoader.load(MemtableProvider.class).iterator().next();

    private final FlushableMemtable memtable =
            new FlushableMemtable(provider, provider.create(), bytes -> {}, PRECEDING);

    @Test
    void activeMemtableIsReadAsFarAsItIsVisible() {
        apply(7);
        assertEquals(LATER, memtable.limit().cap(LATER));
    }

    @Test
    void sealedMemtableIsReadAsFarAsItReaches() {
        apply(7);
        memtable.sealed();
        assertEquals(7, memtable.limit().cap(LATER));
        assertEquals(6, memtable.limit().cap(6));
    }

    @Test
    void emptyMemtableThatWasReplacedIsReadAsFarAsTheOnesBeforeReach() {
        memtable.sealed();
        assertEquals(PRECEDING, memtable.limit().cap(LATER));
        assertEquals(PRECEDING, memtable.newestSequence());
    }

    @Test
    void firstBatchThatFailsHalfwayHidesNothingThatIsOlder() {
        memtable.damaged(9);
        assertEquals(PRECEDING, memtable.limit().cap(LATER));
        memtable.sealed();
        assertEquals(PRECEDING, memtable.limit().cap(LATER));
        assertEquals(9, memtable.newestSequence());
    }

    @Test
    void laterBatchThatFailsHalfwayIsHidden() {
        apply(7);
        memtable.damaged(9);
        memtable.sealed();
        assertEquals(7, memtable.limit().cap(LATER));
        assertEquals(9, memtable.newestSequence());
    }

    private void apply(long sequence) {
        memtable.applied(sequence, 1_000 + sequence, false, sequence, 0);
    }
}
