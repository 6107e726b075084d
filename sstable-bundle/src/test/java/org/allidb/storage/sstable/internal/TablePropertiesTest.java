package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.sstable.KeySketch;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.write.PropertyCollector;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** What a table says of itself: reads are sent past it, and tombstones are dropped, on its word. */
class TablePropertiesTest {

    private static final String CODEC = "none";

    private final Random random = new Random(Seed.get());
    private final TableFormat format = TableFixture.format(TableFixture.codecs(new NoneCodec()));
    private final List<Version> versions = TableFixture.versions(random, 300, 100);

    @Test
    void propertiesAreThoseOfTheVersions() throws IOException {
        TableProperties found = written(versions, List.of());
        assertEquals(versions.size(), found.entries());
        assertEquals(versions.stream().filter(Version::tombstone).count(), found.tombstones());
        assertArrayEquals(versions.getFirst().key(), found.minKey());
        assertArrayEquals(versions.getLast().key(), found.maxKey());
        assertEquals(of(Version::timestamp).min().orElseThrow(), found.minTimestamp());
        assertEquals(of(Version::timestamp).max().orElseThrow(), found.maxTimestamp());
        assertEquals(of(Version::sequence).min().orElseThrow(), found.minSequence());
        assertEquals(of(Version::sequence).max().orElseThrow(), found.maxSequence());
        assertEquals(of(Version::expires).filter(at -> at > 0).min().orElse(0), found.minExpiryMillis());
        assertEquals(0, found.maxExpiryMillis(), "some rows never expire");
    }

    @Test
    void tableExpiresWithItsLastRow() throws IOException {
        List<Version> brief = versions.stream()
                .map(v -> new Version(v.key(), false, v.timestamp(), v.sequence(), 1 + v.sequence(), v.value()))
                .toList();
        TableProperties found = written(brief, List.of());
        assertEquals(brief.stream().mapToLong(Version::expires).max().orElseThrow(), found.maxExpiryMillis());
        assertEquals(brief.stream().mapToLong(Version::expires).min().orElseThrow(), found.minExpiryMillis());
    }

    @Test
    void halfOfTheRowsHaveExpiredAlthoughOneNeverDoes() throws IOException {
        List<Version> rows = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            Version v = versions.get(i);
            rows.add(new Version(v.key(), false, v.timestamp(), v.sequence(), i == 7 ? 0 : 1_000 + i % 10, v.value()));
        }
        TableProperties found = written(rows, List.of());
        assertEquals(0, found.maxExpiryMillis());
        long median = rows.stream()
                .mapToLong(v -> v.expires() == 0 ? Long.MAX_VALUE : v.expires())
                .sorted()
                .skip((rows.size() + 1) / 2 - 1)
                .findFirst()
                .orElseThrow();
        assertEquals(median, found.halfExpiredMillis());
    }

    @Test
    void whereLessThanHalfExpiresHalfNeverHas() throws IOException {
        List<Version> rows = new ArrayList<>();
        for (int i = 0; i < versions.size(); i++) {
            Version v = versions.get(i);
            rows.add(new Version(v.key(), false, v.timestamp(), v.sequence(), i % 3 == 0 ? 1_000 : 0, v.value()));
        }
        assertEquals(0, written(rows, List.of()).halfExpiredMillis());
    }

    @Test
    void rangeTombstonesReachBeyondTheRows() throws IOException {
        byte[] start = {0};
        byte[] end = {(byte) 0xFF, (byte) 0xFF};
        TableProperties found = written(versions, List.of(new RangeTombstone(start, end, 1L << 50, 1L << 40)));
        assertEquals(1, found.rangeTombstones());
        assertArrayEquals(start, found.minKey());
        assertArrayEquals(end, found.maxKey());
        assertEquals(1L << 50, found.maxTimestamp());
        assertEquals(1L << 40, found.maxSequence());
        assertEquals(0, found.maxExpiryMillis());
    }

    @Test
    void sketchIsOfTheKeys() throws IOException {
        KeySketch.Builder expected = new KeySketch.Builder();
        versions.forEach(v -> expected.add(KeyHash.hash(v.key(), 0, v.key().length)));
        assertEquals(expected.build(), written(versions, List.of()).keySketch());
    }

    /** Merges are planned by its word, so a check of a table compares it with the keys that are there. */
    @Test
    void sketchOfOtherKeysIsNoticed() throws IOException {
        PropertyCollector collector = new PropertyCollector();
        EntryRun run = new EntryRun();
        for (Version version : versions) {
            run.clear();
            TableFixture.add(run, version);
            collector.add(run, 0);
            collector.addKey(KeyHash.hash(version.key(), 0, version.key().length));
        }
        TableProperties said = written(versions, List.of());
        assertTrue(collector.agreesWith(said, said.fileBytes()));
        long[] hashes = said.keySketch().hashes();
        hashes[hashes.length - 1]++;
        TableProperties other = said.toBuilder().keySketch(KeySketch.of(hashes)).build();
        assertFalse(collector.agreesWith(other, said.fileBytes()));
        TableProperties older = said.toBuilder().keySketch(KeySketch.EMPTY).build();
        assertTrue(collector.agreesWith(older, said.fileBytes()));
    }

    @Test
    void tableOfRangeTombstonesHasNoSketch() throws IOException {
        RangeTombstone range = new RangeTombstone(new byte[] {0}, new byte[] {1}, 7, 8);
        assertEquals(KeySketch.EMPTY, written(List.of(), List.of(range)).keySketch());
    }

    /** States of this software that know of no sketch must be able to read it. */
    @Test
    void tableOfFormatOneHasNoSketch() throws IOException {
        TableFormat first = TableFixture.format(TableFixture.codecs(new NoneCodec()), "format_version", "1");
        StrictMemVfs files = new StrictMemVfs();
        TableFixture.write(first, files, CODEC, versions, List.of());
        try (TableReader reader = TableFixture.read(first, files)) {
            assertEquals(KeySketch.EMPTY, reader.properties().keySketch());
            reader.verify(bytes -> {});
        }
    }

    @Test
    void versionsOutOfOrderAreRefused() {
        List<Version> turned = List.of(versions.getLast(), versions.getFirst());
        StrictMemVfs files = new StrictMemVfs();
        assertThrows(IllegalArgumentException.class, () -> TableFixture.write(format, files, CODEC, turned, List.of()));
    }

    /** Writes a table; what the writer says and what the reader says is the same. */
    private TableProperties written(List<Version> rows, List<RangeTombstone> ranges) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        TableProperties written = TableFixture.write(format, files, CODEC, rows, ranges);
        try (TableReader reader = TableFixture.read(format, files)) {
            TableProperties read = reader.properties();
            assertEquals(written.maxTimestamp(), read.maxTimestamp());
            assertEquals(written.minTimestamp(), read.minTimestamp());
            assertArrayEquals(written.maxKey(), read.maxKey());
            assertEquals(written.halfExpiredMillis(), read.halfExpiredMillis());
            assertEquals(written.keySketch(), read.keySketch());
        }
        return written;
    }

    private LongStream of(ToLongFunction<Version> property) {
        return versions.stream().mapToLong(property);
    }
}
