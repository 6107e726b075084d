package org.allidb.storage.compaction.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.allidb.storage.api.config.ThrottleLimits;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.Seed;
import org.junit.jupiter.api.Test;

/**
 * Merges of random versions, tombstones, range tombstones and expiries. Every snapshot and the newest state read the
 * same before and after, together with whatever lies outside of the merge.
 */
class VersionFilterModelTest {

    private static final int ROUNDS = 3_000;
    private static final int KEYS = 5;
    private static final long NOW = 1_000_000;

    private final Random random = new Random(Seed.get());

    /** A version of a row, or a tombstone of one. */
    private record Version(String key, boolean tombstone, long timestamp, long sequence, long expires) {}

    /** Versions and range tombstones of one source. */
    private record Source(List<Version> versions, List<RangeTombstone> ranges) {

        static final Comparator<Version> ORDER = Comparator.comparing(Version::key)
                .thenComparing(Comparator.comparingLong(Version::timestamp).reversed())
                .thenComparing(Comparator.comparingLong(Version::sequence).reversed());

        MergeJob.Input input() {
            return MergeJob.Input.of(new ListCursor(versions), RangeTombstoneSet.of(ranges));
        }
    }

    @Test
    void everyReaderSeesTheSameBeforeAndAfter() throws Exception {
        int dropped = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<Source> inside = new ArrayList<>();
            long[] sequence = {0};
            Source outside = source(sequence, random.nextInt(4));
            int inputs = 1 + random.nextInt(4);
            for (int i = 0; i < inputs; i++) {
                inside.add(source(sequence, random.nextInt(12)));
            }
            long[] snapshots = LongStream.range(1, 1 + sequence[0])
                    .filter(each -> random.nextInt(6) == 0)
                    .toArray();
            CollectedTables outputs = new CollectedTables();
            MergeResult result = new StreamMergeExecutor().merge(job(inside, outside, snapshots, outputs));
            Source merged = new Source(outputs.versions(), outputs.ranges());
            List<Source> before = new ArrayList<>(inside);
            before.add(outside);
            for (long reader : LongStream.concat(Arrays.stream(snapshots), LongStream.of(Long.MAX_VALUE - 1))
                    .toArray()) {
                for (int key = 0; key < KEYS; key++) {
                    String name = name(key);
                    assertEquals(
                            read(before, name, reader),
                            read(List.of(merged, outside), name, reader),
                            () -> name + " at " + reader + " of " + before + " merged to " + merged);
                }
            }
            dropped += (int) (result.duplicatesDropped() + result.tombstonesDropped() + result.expiredDropped());
            assertEquals(merged.versions().size(), result.entriesWritten());
        }
        assertTrue(dropped > ROUNDS, "hardly anything is dropped: " + dropped);
    }

    @Test
    void mergeOfEverythingWithoutSnapshotsKeepsOneLiveVersionOfAKeyAndNoTombstone() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long[] sequence = {0};
            List<Source> inside = List.of(source(sequence, 10), source(sequence, 10));
            CollectedTables outputs = new CollectedTables();
            Source nothing = new Source(List.of(), List.of());
            new StreamMergeExecutor().merge(job(inside, nothing, new long[0], outputs));
            assertEquals(List.of(), outputs.ranges());
            List<String> keys = outputs.versions().stream().map(Version::key).toList();
            assertEquals(keys.stream().distinct().toList(), keys);
            assertTrue(outputs.versions().stream().noneMatch(Version::tombstone));
        }
    }

    @Test
    void rangeTombstonesUnderNewerOnesGoUnlessASnapshotNeedsThem() throws Exception {
        List<RangeTombstone> trims = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            trims.add(new RangeTombstone(bytes("log/"), bytes("log/%05d".formatted(i)), i, i));
        }
        Source trimmed = new Source(List.of(), trims);
        Source row = new Source(List.of(new Version("log/00000", false, 0, 0, 0)), List.of());
        for (long[] snapshots : List.of(new long[] {}, new long[] {1_000}, new long[] {1_000, 3_000, 9_000})) {
            CollectedTables outputs = new CollectedTables();
            MergeResult result = new StreamMergeExecutor().merge(job(List.of(trimmed), row, snapshots, outputs));
            List<Long> kept = outputs.ranges().stream()
                    .map(RangeTombstone::sequence)
                    .sorted()
                    .toList();
            List<Long> needed = LongStream.concat(
                            Arrays.stream(snapshots).filter(snapshot -> snapshot < 5_000), LongStream.of(5_000))
                    .boxed()
                    .toList();
            assertEquals(needed, kept);
            assertEquals(5_000 - kept.size(), result.tombstonesDropped());
            assertEquals(-1, result.purgedTimestamp());
        }
    }

    private MergeJob job(List<Source> inside, Source outside, long[] snapshots, CollectedTables outputs) {
        return MergeJob.of(
                inside.stream().map(Source::input).toList(),
                outputs,
                random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(8),
                MergeJob.Retention.of(snapshots, NOW, ruleOf(outside)),
                new TokenBucket(ThrottleLimits.UNLIMITED, new ManualClock()),
                () -> false);
    }

    private static MergeJob.PurgeRule ruleOf(Source outside) {
        return new MergeJob.PurgeRule() {
            @Override
            public boolean mayPurge(byte[] key, int offset, int length, long timestamp) {
                String name = new String(key, offset, length, StandardCharsets.US_ASCII);
                return outside.versions().stream()
                        .noneMatch(version -> version.key().equals(name) && version.timestamp() <= timestamp);
            }

            @Override
            public boolean mayPurge(byte[] start, byte[] end, long timestamp) {
                return outside.versions().stream()
                        .noneMatch(version -> covers(start, end, version.key()) && version.timestamp() <= timestamp);
            }
        };
    }

    private Source source(long[] sequence, int size) {
        List<Version> versions = new ArrayList<>();
        List<RangeTombstone> ranges = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long timestamp = random.nextInt(4) == 0 ? random.nextInt(20) : 2 * (sequence[0] + 1);
            sequence[0]++;
            if (random.nextInt(8) == 0) {
                int from = random.nextInt(KEYS);
                ranges.add(new RangeTombstone(
                        bytes(name(from)), bytes(name(from + 1 + random.nextInt(KEYS))), timestamp, sequence[0]));
            } else {
                boolean tombstone = random.nextInt(4) == 0;
                long expires = tombstone || random.nextInt(4) > 0 ? 0 : NOW + random.nextInt(3) - 1;
                versions.add(new Version(name(random.nextInt(KEYS)), tombstone, timestamp, sequence[0], expires));
            }
        }
        versions.sort(Source.ORDER);
        return new Source(versions, ranges);
    }

    /** The sequence of the version that a reader sees, by looking at everything. */
    private static Optional<Long> read(List<Source> sources, String key, long reader) {
        Optional<Version> newest = sources.stream()
                .flatMap(source -> source.versions().stream())
                .filter(version -> version.key().equals(key) && version.sequence() <= reader)
                .min(Source.ORDER);
        if (newest.isEmpty() || newest.get().tombstone()) {
            return Optional.empty();
        }
        Version version = newest.get();
        boolean hidden = sources.stream()
                .flatMap(source -> source.ranges().stream())
                .anyMatch(range -> range.sequence() <= reader
                        && covers(range.start(), range.end(), key)
                        && (range.timestamp() > version.timestamp()
                                || range.timestamp() == version.timestamp() && range.sequence() > version.sequence()));
        boolean expired = version.expires() != 0 && version.expires() <= NOW;
        return hidden || expired ? Optional.empty() : Optional.of(version.sequence());
    }

    private static boolean covers(byte[] start, byte[] end, String key) {
        return Arrays.compareUnsigned(start, bytes(key)) <= 0 && Arrays.compareUnsigned(bytes(key), end) < 0;
    }

    private static String name(int number) {
        return "k" + (char) ('a' + number);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A sorted list as an input of a merge. */
    private static final class ListCursor implements RunCursor {

        private final List<Version> versions;
        private int next;

        ListCursor(List<Version> versions) {
            this.versions = versions;
        }

        @Override
        public void seek(byte[] key, int offset, int length) {
            throw new UnsupportedOperationException("a merge begins at the first entry");
        }

        @Override
        public int fill(EntryRun run, int limit) throws IOException {
            run.clear();
            int count = 0;
            for (; count < Math.min(limit, 3) && next < versions.size(); count++) {
                Version version = versions.get(next++);
                byte[] key = bytes(version.key());
                run.key(key, 0, key.length)
                        .version(
                                version.tombstone() ? EntryType.DELETE : EntryType.PUT,
                                version.timestamp(),
                                version.sequence(),
                                version.expires())
                        .add(key, 0, version.tombstone() ? 0 : key.length);
            }
            return count;
        }

        @Override
        public void close() {
            // holds nothing
        }
    }

    /** The outputs of a merge as lists. */
    private static final class CollectedTables implements MergeJob.OutputFactory {

        private final List<Version> versions = new ArrayList<>();
        private final List<RangeTombstone> ranges = new ArrayList<>();

        List<Version> versions() {
            return versions;
        }

        List<RangeTombstone> ranges() {
            return ranges;
        }

        @Override
        public CollectingWriter next() {
            return new CollectingWriter(
                    (run, i) -> versions.add(new Version(
                            new String(run.key(i), StandardCharsets.US_ASCII),
                            run.type(i) == EntryType.DELETE,
                            run.timestamp(i),
                            run.sequence(i),
                            run.expiresAt(i))),
                    tombstones -> ranges.addAll(tombstones.tombstones()));
        }
    }
}
