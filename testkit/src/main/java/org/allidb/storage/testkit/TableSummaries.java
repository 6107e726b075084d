package org.allidb.storage.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableProperties;
import org.osgi.annotation.versioning.ProviderType;

/** The summaries of tables that tests give to strategies; there are no files. */
@ProviderType
public final class TableSummaries {

    private static final long MEBIBYTE = 1 << 20;
    private static final long ENTRY_BYTES = 128;
    private static final long MILLIS_PER_MINUTE = 60_000;
    private static final int LEVELS = 5;
    private static final int RANDOM_ROWS = 400;

    private TableSummaries() {}

    /**
     * Returns a table of level 0, not busy.
     *
     * @param id its number
     * @param megabytes its size in MiB
     * @param createdMillis when it was written, wall time in milliseconds
     * @param minKey its least key
     * @param maxKey its greatest key
     * @return the summary
     */
    public static TableSummary table(long id, double megabytes, long createdMillis, String minKey, String maxKey) {
        long bytes = Math.max(1, (long) (megabytes * MEBIBYTE));
        return TableSummary.of(properties(id, bytes, createdMillis, utf8(minKey), utf8(maxKey)), 0, false);
    }

    /**
     * Returns a table of level 0 in which every entry is a tombstone.
     *
     * @param id its number
     * @param tombstones how many
     * @param createdMillis when it was written, wall time in milliseconds
     * @param minKey its least key
     * @param maxKey its greatest key
     * @return the summary
     */
    public static TableSummary ofTombstones(
            long id, long tombstones, long createdMillis, String minKey, String maxKey) {
        TableProperties table = new Shape(id, tombstones * ENTRY_BYTES, createdMillis, utf8(minKey), utf8(maxKey))
                .properties(tombstones, 0);
        return TableSummary.of(table, 0, false);
    }

    /**
     * Returns a table of level 0, not busy, half of whose rows expire.
     *
     * @param id its number
     * @param megabytes its size in MiB
     * @param createdMillis when it was written, wall time in milliseconds
     * @param halfExpiredMillis when half of its rows have expired, wall time in milliseconds
     * @return the summary
     */
    public static TableSummary expiring(long id, double megabytes, long createdMillis, long halfExpiredMillis) {
        TableSummary table = table(id, megabytes, createdMillis, "a", "z");
        return TableSummary.of(
                table.properties().toBuilder().halfExpired(halfExpiredMillis).build(), 0, false);
    }

    /**
     * Returns a table of level 0, not busy, all of whose rows expire.
     *
     * @param id its number
     * @param megabytes its size in MiB
     * @param createdMillis when it was written, wall time in milliseconds
     * @param expiryMillis when its last row expires, wall time in milliseconds
     * @return the summary
     */
    public static TableSummary expired(long id, double megabytes, long createdMillis, long expiryMillis) {
        long bytes = Math.max(1, (long) (megabytes * MEBIBYTE));
        return TableSummary.of(
                new Shape(id, bytes, createdMillis, utf8("a"), utf8("z")).properties(0, expiryMillis), 0, false);
    }

    /**
     * Returns a table with a sketch of its keys.
     *
     * @param table the table otherwise
     * @param rows the numbers of its rows; equal numbers in several tables are the same key
     * @return the summary
     */
    public static TableSummary withRows(TableSummary table, LongStream rows) {
        KeySketch.Builder sketch = new KeySketch.Builder();
        byte[] key = new byte[Long.BYTES];
        rows.forEach(row -> {
            ByteBuffer.wrap(key).putLong(row);
            sketch.add(KeyHash.hash(key, 0, key.length));
        });
        TableProperties properties =
                table.properties().toBuilder().keySketch(sketch.build()).build();
        return TableSummary.of(properties, table.level(), table.busy()).withScans(table.scans());
    }

    /**
     * Returns a table by chance. What its sketch says and its size have nothing to do with each other.
     *
     * @param random chooses everything
     * @param id its number
     * @param nowMillis it is no younger than this, wall time in milliseconds
     * @return the summary
     */
    public static TableSummary random(Random random, long id, long nowMillis) {
        long bytes = (long) Math.exp(random.nextDouble() * 22) + 1;
        int low = random.nextInt(90);
        long created = nowMillis - random.nextInt(600) * MILLIS_PER_MINUTE;
        byte[] minKey = utf8(String.format("%02d", low));
        byte[] maxKey = utf8(String.format("%02d", low + random.nextInt(10)));
        TableSummary table = TableSummary.of(
                properties(id, bytes, created, minKey, maxKey), random.nextInt(LEVELS), random.nextInt(5) == 0);
        long first = random.nextInt(RANDOM_ROWS);
        TableSummary sampled = random.nextInt(4) == 0
                ? table
                : withRows(table, LongStream.range(first, first + random.nextInt(RANDOM_ROWS)));
        return random.nextBoolean() ? sampled : sampled.withScans((long) Math.exp(random.nextDouble() * 15));
    }

    /**
     * Returns the table that a merge of others would make if nothing were dropped, whatever their sketches say.
     *
     * @param inputs at least one table
     * @param id the number of the new one
     * @param createdMillis when, wall time in milliseconds
     * @return its properties
     */
    static TableProperties merged(List<TableSummary> inputs, long id, long createdMillis) {
        long bytes = inputs.stream()
                .mapToLong(table -> table.properties().fileBytes())
                .sum();
        Comparator<byte[]> order = Arrays::compareUnsigned;
        KeySketch.Builder sketch = new KeySketch.Builder();
        for (TableSummary input : inputs) {
            Arrays.stream(input.properties().keySketch().hashes()).forEach(sketch::add);
        }
        TableProperties merged = properties(
                id,
                bytes,
                createdMillis,
                inputs.stream()
                        .map(table -> table.properties().minKey())
                        .min(order)
                        .orElseThrow(),
                inputs.stream()
                        .map(table -> table.properties().maxKey())
                        .max(order)
                        .orElseThrow());
        return merged.toBuilder().keySketch(sketch.build()).build();
    }

    private static TableProperties properties(long id, long bytes, long createdMillis, byte[] minKey, byte[] maxKey) {
        return new Shape(id, bytes, createdMillis, minKey, maxKey).properties(0, 0);
    }

    /** What tables differ in most. */
    private record Shape(long id, long bytes, long createdMillis, byte[] minKey, byte[] maxKey) {

        TableProperties properties(long tombstones, long maxExpiryMillis) {
            long entries = bytes / ENTRY_BYTES + 1;
            return TableProperties.of(id, 1)
                    .format("block", "none")
                    .fileBytes(bytes)
                    .counts(entries, tombstones, 0)
                    .bytes(bytes / 4, bytes / 2)
                    .keys(minKey, maxKey)
                    .timestamps(id, id)
                    .sequences(id, id)
                    .expiries(maxExpiryMillis, maxExpiryMillis)
                    .created(createdMillis)
                    .build();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
