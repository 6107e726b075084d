package org.allidb.storage.kernel.simulation;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;

/**
 * A table as rows and their versions. A version is the number of its flush, twice, and one more if it is a tombstone.
 *
 * @param summary what a strategy sees
 * @param rows ascending
 * @param versions of the rows
 */
record SimulatedTable(TableSummary summary, int[] rows, int[] versions) {

    private static final long MICROS = 1_000;

    /** What all tables of a tenant have in common. */
    record Shape(long rowBytes, long tombstoneBytes, SimulatedTime time) {

        long bytes(int version) {
            return isTombstone(version) ? tombstoneBytes : rowBytes;
        }
    }

    static int version(int flush, boolean tombstone) {
        return 2 * flush + (tombstone ? 1 : 0);
    }

    static boolean isTombstone(int version) {
        return (version & 1) == 1;
    }

    static int flush(int version) {
        return version / 2;
    }

    /**
     * Makes a table.
     *
     * @param place its number, its level, and the flush at whose time it is written
     * @param sampled the rows that its sketch is made of
     */
    static SimulatedTable of(Place place, int[] rows, int[] versions, int[] sampled, Shape shape) {
        long bytes = IntStream.of(versions).mapToLong(shape::bytes).sum();
        int tombstones =
                (int) IntStream.of(versions).filter(SimulatedTable::isTombstone).count();
        int newest = flush(IntStream.of(versions).max().orElse(0));
        int oldest = flush(IntStream.of(versions).min().orElse(0));
        int[] byAge = versions.clone();
        Arrays.sort(byAge);
        long half = shape.time.expiryMillis(flush(byAge[byAge.length / 2]));
        TableProperties properties = TableProperties.of(place.id, 1)
                .format("simulated", "none")
                .fileBytes(bytes)
                .counts(rows.length, tombstones, 0)
                .bytes(bytes, bytes)
                .keys(key(rows[0]), key(rows[rows.length - 1]))
                .timestamps(shape.time.millis(oldest) * MICROS, shape.time.millis(newest) * MICROS)
                .sequences(oldest + 1, newest + 1)
                .expiries(shape.time.expiryMillis(oldest), tombstones > 0 ? 0 : shape.time.expiryMillis(newest))
                .halfExpired(tombstones > 0 ? 0 : half)
                .created(shape.time.millis(place.flush))
                .keySketch(sketch(sampled))
                .build();
        return new SimulatedTable(TableSummary.of(properties, place.level, false), rows, versions);
    }

    /** Where and when a table is written. */
    record Place(long id, int level, int flush) {}

    SimulatedTable movedTo(int level) {
        return new SimulatedTable(TableSummary.of(summary.properties(), level, false), rows, versions);
    }

    long id() {
        return summary.properties().tableId();
    }

    long bytes() {
        return summary.properties().fileBytes();
    }

    /** Returns whether a row lies between the first one and the last. */
    boolean covers(int row) {
        return rows[0] <= row && row <= rows[rows.length - 1];
    }

    private static KeySketch sketch(int[] rows) {
        KeySketch.Builder sketch = new KeySketch.Builder();
        byte[] key = new byte[Integer.BYTES];
        for (int row : rows) {
            ByteBuffer.wrap(key).putInt(row);
            sketch.add(KeyHash.hash(key, 0, key.length));
        }
        return sketch.build();
    }

    private static byte[] key(int row) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(row).array();
    }
}
