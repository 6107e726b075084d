package org.allidb.storage.replication.ratis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A proposal is applied once. */
class AppliedCallsTest {

    private static final UUID CALLER = new UUID(1, 2);

    @Test
    void eachNumberOfACallerIsAppliedOnceInWhateverOrder() throws IOException {
        long seed = Long.getLong("allidb.seed", System.nanoTime());
        Random random = new Random(seed);
        AppliedCalls calls = new AppliedCalls();
        Set<Long> seen = new HashSet<>();
        long highest = 0;
        for (int position = 1; position < 50_000; position++) {
            long number = Math.max(1, highest + 1 - random.nextInt(AppliedCalls.WINDOW * 9 / 8));
            if (random.nextInt(500) == 0) {
                number = highest + random.nextInt(2 * AppliedCalls.WINDOW);
            }
            boolean fresh = !seen.contains(number) && (highest == 0 || number > highest - AppliedCalls.WINDOW);
            if (position % 5_000 == 0) {
                calls = copy(calls);
            }
            assertEquals(fresh, calls.add(CALLER, number, position), "seed " + seed + ", number " + number);
            if (fresh) {
                seen.add(number);
            }
            highest = Math.max(highest, number);
        }
    }

    @Test
    void numbersOfTwoCallersAreNotTheSame() {
        AppliedCalls calls = new AppliedCalls();
        assertTrue(calls.add(CALLER, 5, 1));
        assertTrue(calls.add(new UUID(3, 4), 5, 2));
        assertFalse(calls.add(CALLER, 5, 3));
        assertTrue(calls.add(CALLER, 6 + AppliedCalls.WINDOW, 4));
        assertFalse(calls.add(CALLER, 6, 5), "too old to be known");
        assertTrue(calls.add(CALLER, 7, 6));
    }

    @Test
    void callerThatProposedLongAgoIsForgottenFirst() {
        AppliedCalls calls = new AppliedCalls();
        for (int i = 0; i < AppliedCalls.CALLERS; i++) {
            assertTrue(calls.add(new UUID(0, i), 1, i + 1));
        }
        assertTrue(calls.add(new UUID(0, 0), 2, 100));
        assertTrue(calls.add(CALLER, 1, 101));
        assertFalse(calls.add(new UUID(0, 0), 1, 102), "not forgotten");
        assertTrue(calls.add(new UUID(0, 1), 1, 103), "forgotten");
        assertEquals(calls.size(), bytes(calls).remaining());
    }

    @Test
    void bytesThatAreCutAreRefused() {
        AppliedCalls calls = new AppliedCalls();
        assertTrue(calls.add(CALLER, 5, 1));
        ByteBuffer bytes = bytes(calls);
        bytes.limit(bytes.limit() - 1);
        assertEquals(
                "The applied calls are cut",
                assertThrows(IOException.class, () -> AppliedCalls.read(bytes)).getMessage());
    }

    private static ByteBuffer bytes(AppliedCalls calls) {
        ByteBuffer bytes = ByteBuffer.allocate(calls.size());
        calls.write(bytes);
        return bytes.flip();
    }

    private static AppliedCalls copy(AppliedCalls calls) throws IOException {
        return AppliedCalls.read(bytes(calls));
    }
}
