package org.allidb.storage.benchmarks.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DataTest {

    @Test
    void keyIsSixteenDigitsAndGivesItsIndexBack() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] key = new byte[Keys.LENGTH];
        for (int i = 0; i < 10_000; i++) {
            long index = random.nextLong(1L << random.nextInt(1, 50));
            Keys.present(index, key);
            assertEquals(String.format("%016d", 2 * index), new String(key, StandardCharsets.US_ASCII));
            assertEquals(index, Keys.index(key));
            Keys.missing(index, key);
            assertEquals(-1, Keys.index(key));
        }
    }

    @Test
    void everyByteOfAValueIsChecked() {
        for (int length : new int[] {8, 9, 100, 1000, 3072}) {
            byte[] value = new byte[length];
            Values.write(123_456, 7, value);
            assertEquals(123_456, Values.verified(value, length));
            ByteBuffer direct = ByteBuffer.allocateDirect(length)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .put(value)
                    .flip();
            assertEquals(123_456, Values.verified(direct));
            assertEquals(123_456, Values.verified(MemorySegment.ofArray(value)));
            for (int i = Long.BYTES; i < length; i++) {
                value[i] ^= 1;
                assertEquals(-1, Values.verified(value, length));
                assertEquals(-1, Values.verified(MemorySegment.ofArray(value)));
                value[i] ^= 1;
            }
        }
    }

    @Test
    void graphHasManyVerticesOfFewEdgesAndFewOfMany() {
        Graph graph = new Graph(10_000);
        int few = 0;
        int most = 0;
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            int degree = graph.targets(vertex).length;
            few += degree < 10 ? 1 : 0;
            most = Math.max(most, degree);
        }
        assertTrue(few > 7_000 && most > 200 && most <= Graph.MOST, few + " below ten edges, most " + most);
        assertEquals(10.0, (double) graph.edges() / graph.vertices(), 1.5);
        int[] targets = graph.targets(5);
        graph.verify(5, targets, targets.length);
        targets[0]++;
        assertThrows(IllegalStateException.class, () -> graph.verify(5, targets, targets.length));
        assertThrows(IllegalStateException.class, () -> graph.verify(5, targets, targets.length - 1));
    }

    @Test
    void checkRefusesTheValueOfAnotherKey() {
        Check check = new Check(100);
        byte[] value = new byte[100];
        Values.write(5, 0, value);
        Keys.present(5, check.key());
        check.value(value, 100);
        assertEquals(1, check.seen());
        Keys.present(6, check.key());
        assertThrows(IllegalStateException.class, () -> check.value(value, 100));
    }

    @Test
    void orderIsEveryIndexOnce() {
        int[] order = Order.random(1000);
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        assertTrue(Arrays.equals(sorted, Order.sequential(1000)) && !Arrays.equals(order, sorted));
    }

    @Test
    void zipfianPrefersAFewAndReachesMany() {
        int items = 1000;
        int draws = 100_000;
        Zipfian zipfian = new Zipfian(items);
        SplittableRandom random = new SplittableRandom(3);
        int[] ranks = new int[items];
        int[] indexes = new int[items];
        for (int i = 0; i < draws; i++) {
            ranks[(int) zipfian.rank(random)]++;
            indexes[(int) zipfian.next(random)]++;
        }
        // The most frequent of 1,000 has a share of 1/zeta(1000, 0.99) = 13 %.
        assertEquals(0.13, (double) ranks[0] / draws, 0.01);
        assertTrue(Arrays.stream(indexes).filter(count -> count > 0).count() > items / 2);
    }
}
