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
        assertEquals(false, budget.isExceeded());
        budget.add(1);
        assertEquals(true, budget.isExceeded());
    }
}
