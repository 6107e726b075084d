package org.allidb.storage.engine.internal.tenant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How much memory memtables may take. */
final class WriteBufferBudgetTest {

    private static final long MIB = 1 << 20;

    @Test
    void oneBufferLeavesRoomForItsSuccessor() {
        assertEquals(6 * MIB, new WriteBufferBudget(8 * MIB, List::of).limitOfOne());
    }

    @Test
    void allTakeAThirdOfTheHeapAtMost() {
        long third = Runtime.getRuntime().maxMemory() / 3;
        WriteBufferBudget budget = new WriteBufferBudget(Long.MAX_VALUE, List::of);
        assertEquals(third, budget.limit());
        budget.setLimit(MIB);
        assertEquals(MIB, budget.limit());
        budget.add(MIB);
        assertEquals(false, budget.isExceededBy(MIB));
        budget.add(1);
        assertEquals(true, budget.isExceededBy(MIB + 1));
    }

    @Test
    void whoUsesLittleIsNotSlowedForOthers() {
        WriteBufferBudget budget = new WriteBufferBudget(
                10 * MIB, () -> List.of(new User(8 * MIB), new User(2 * MIB), new User(1 * MIB), new User(0)));
        budget.add(11 * MIB);
        assertEquals(true, budget.isExceededBy(8 * MIB));
        assertEquals(false, budget.isExceededBy(2 * MIB));
        assertEquals(false, budget.isExceededBy(1 * MIB));
    }

    private record User(long activeBytes) implements MemoryUser {

        @Override
        public void requestFlush() {
            // it is not asked how often
        }

        @Override
        public long heldByReaders() {
            return 0;
        }

        @Override
        public boolean endOldestReads(long limitBytes) {
            return false;
        }
    }
}
