package org.allidb.storage.spi.entry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntryRunTest {

    private final Random random = new Random(Long.getLong("allidb.seed", 20_261_124));

    @Test
    void whatWasAddedIsThere() {
        try (Arena arena = Arena.ofConfined()) {
            EntryRun run = new EntryRun();
            for (int round = 0; round < 3; round++) {
                run.clear();
                byte[][] keys = new byte[EntryRun.CAPACITY][];
                byte[][] values = new byte[EntryRun.CAPACITY][];
                for (int i = 0; i < EntryRun.CAPACITY; i++) {
                    keys[i] = randomBytes(random.nextInt(500));
                    values[i] = randomBytes(random.nextInt(50));
                    add(run, keys[i], values[i], i, arena);
                }
                assertEquals(EntryRun.CAPACITY, run.size());
                EntryRun copy = new EntryRun();
                for (int i = 0; i < EntryRun.CAPACITY; i++) {
                    copy.add(run, i);
                }
                for (int i = 0; i < EntryRun.CAPACITY; i++) {
                    assertEntry(run, keys[i], values[i], i);
                    assertEntry(copy, keys[i], values[i], i);
                    assertEquals(0, run.compareKeys(i, copy, i));
                    int other = random.nextInt(EntryRun.CAPACITY);
                    assertEquals(
                            Integer.signum(KeyOrder.compare(keys[i], keys[other])),
                            Integer.signum(run.compareKeys(i, copy, other)));
                }
            }
        }
    }

    @Test
    void valueOfAnEarlierFillIsNotTakenForOneOfThisFill() {
        EntryRun run = new EntryRun();
        run.key(new byte[] {1}, 0, 1).version(EntryType.PUT, 1, 1, 0).add(new byte[] {2}, 0, 1);
        run.clear();
        run.reserveKey(0);
        run.version(EntryType.PUT, 1, 1, 0).add(HeapValues.of((byte) 0), 0, 1);
        assertNull(run.valueArray(0));
        run.clear();
        run.key(new byte[] {1}, 0, 1).version(EntryType.PUT, 1, 1, 0).add(new byte[] {2}, 0, 1);
        assertNull(run.valueSource(0));
    }

    @Test
    void keysThatAreCopiedInWordsDoNotReachIntoOthers() {
        EntryRun run = new EntryRun();
        for (int i = 0; i < EntryRun.CAPACITY; i++) {
            byte[] key = new byte[i];
            Arrays.fill(key, (byte) i);
            int start = run.reserveKey(i);
            assertTrue(run.keys().length >= start + i + EntryRun.SPARE_BYTES);
            System.arraycopy(key, 0, run.keys(), start, i);
            Arrays.fill(run.keys(), start + i, start + i + EntryRun.SPARE_BYTES, (byte) -1);
            run.version(EntryType.PUT, 1, 1, 0).add(key, 0, 0);
        }
        for (int i = 0; i < EntryRun.CAPACITY; i++) {
            byte[] key = new byte[i];
            Arrays.fill(key, (byte) i);
            assertArrayEquals(key, run.key(i));
        }
    }

    @Test
    void viewsOfValuesAreReadOnly() {
        EntryRun run = new EntryRun();
        run.key(new byte[] {1}, 0, 1).version(EntryType.PUT, 1, 1, 0).add(new byte[] {2}, 0, 1);
        assertTrue(run.value(0).isReadOnly());
    }

    private void add(EntryRun run, byte[] key, byte[] value, int index, Arena arena) {
        switch (index % 3) {
            case 0 ->
                run.key(key, 0, key.length)
                        .version(EntryType.PUT, index, 10L * index, 100L * index)
                        .add(value, 0, value.length);
            case 1 -> {
                System.arraycopy(key, 0, reserved(run, key), run.keyOffset(run.size()), key.length);
                byte[] wider = new byte[value.length + 6];
                System.arraycopy(value, 0, wider, 3, value.length);
                run.version(EntryType.PUT, index, 10L * index, 100L * index).add(wider, 3, value.length);
            }
            default -> {
                System.arraycopy(key, 0, reserved(run, key), run.keyOffset(run.size()), key.length);
                MemorySegment segment = arena.allocate(value.length + 6);
                MemorySegment.copy(value, 0, segment, ValueLayout.JAVA_BYTE, 3, value.length);
                run.version(EntryType.PUT, index, 10L * index, 100L * index)
                        .add(new HeapValues(segment), 3, value.length);
            }
        }
    }

    private static byte[] reserved(EntryRun run, byte[] key) {
        run.reserveKey(key.length);
        return run.keys();
    }

    private static void assertEntry(EntryRun run, byte[] key, byte[] value, int index) {
        assertArrayEquals(key, run.key(index));
        assertEquals(key.length, run.keyLength(index));
        assertEquals(EntryType.PUT, run.type(index));
        assertEquals(index, run.timestamp(index));
        assertEquals(10L * index, run.sequence(index));
        assertEquals(100L * index, run.expiresAt(index));
        assertEquals(value.length, run.valueLength(index));
        byte[] copied = new byte[value.length + 2];
        run.copyValue(index, copied, 1);
        assertArrayEquals(value, java.util.Arrays.copyOfRange(copied, 1, 1 + value.length));
        assertArrayEquals(value, run.value(index).toArray(ValueLayout.JAVA_BYTE));
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
