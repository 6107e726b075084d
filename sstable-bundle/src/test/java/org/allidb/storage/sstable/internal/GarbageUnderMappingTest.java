package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mapped bytes become garbage after they were checked. Reads of users fail, or read something within the bounds of the
 * block, or of the extent that has large values, and end. Merges never pass it on.
 */
@ParameterizedClass
@ValueSource(ints = {1, 2})
class GarbageUnderMappingTest {

    /** The version of the format. */
    @Parameter
    int version;

    private static final int VERSIONS = 300;
    private static final int LARGEST_VALUE = 3_000;
    private static final int BLOCK_KB = 4;
    /** No block is longer, so no value in one either, whatever becomes of the bytes. */
    private static final int LONGEST_BLOCK = (BLOCK_KB << 10) + 2 * LARGEST_VALUE;

    private final Random random = new Random(Seed.get());
    private final StrictMemVfs files = new StrictMemVfs();
    private final List<Version> versions = TableFixture.versions(random, VERSIONS, LARGEST_VALUE);
    /** No value that is stored apart is longer than all of them: they share an extent. */
    private final int longest = Math.max(
            LONGEST_BLOCK,
            versions.stream()
                    .mapToInt(version -> version.value().length)
                    .filter(length -> length >= TableOptions.DEFAULTS.largeValueBytes())
                    .sum());

    private int told;

    @Test
    void garbageIsToldOrStaysWithinItsBlock() throws IOException {
        TableFormat format = TableFixture.format(
                TableFixture.codecs(new NoneCodec()),
                "format_version",
                Integer.toString(version),
                "block_size_kb",
                Integer.toString(BLOCK_KB),
                "cache_mb",
                "0");
        TableFixture.write(format, files, NoneCodec.NAME, versions, List.of());
        try (Arena arena = Arena.ofShared()) {
            MemorySegment mapped = arena.allocate(files.size(TableFixture.FILE), Long.BYTES);
            try (TableReader table = TableFixture.read(format, mappedTo(mapped))) {
                assertEquals(
                        versions.size(),
                        walk(table, ScanDirection.FORWARD, ReadPurpose.USER, false)
                                .size());
                getAll(table);
                byte[] intact = mapped.toArray(ValueLayout.JAVA_BYTE);
                for (int at = 0; at < intact.length; at += 1 + random.nextInt(120)) {
                    spoil(mapped, at);
                    readAll(table);
                    MemorySegment.copy(intact, 0, mapped, ValueLayout.JAVA_BYTE, 0, intact.length);
                }
                assertTrue(told > 50, "only " + told + " reads were told of garbage: it was not where they read");
                assertEquals(
                        versions.size(),
                        walk(table, ScanDirection.REVERSE, ReadPurpose.USER, false)
                                .size());
            }
        }
        format.close();
    }

    /** Looks up all rows, so that all pages of the point index are checked before they are spoiled. */
    private void getAll(TableReader table) throws IOException {
        Lookup lookup = new Lookup();
        for (Version version : versions) {
            lookup.reset();
            table.get(new LookupKey().set(version.key(), 0, version.key().length), Long.MAX_VALUE, lookup);
        }
    }

    /** A byte, a number, a line or some pages: flipped, random, all zeros or all ones. */
    private void spoil(MemorySegment mapped, int at) {
        int[] lengths = {1, 1, 4, 8, 64, 4_096, 12_000};
        int length = (int) Math.min(lengths[random.nextInt(lengths.length)], mapped.byteSize() - at);
        int how = random.nextInt(4);
        for (int i = at; i < at + length; i++) {
            byte was = mapped.get(ValueLayout.JAVA_BYTE, i);
            byte is = switch (how) {
                case 0 -> (byte) ~was;
                case 1 -> (byte) random.nextInt();
                case 2 -> 0;
                default -> -1;
            };
            mapped.set(ValueLayout.JAVA_BYTE, i, is);
        }
    }

    private void readAll(TableReader table) throws IOException {
        for (ScanDirection direction : ScanDirection.values()) {
            try {
                walk(table, direction, ReadPurpose.USER, random.nextBoolean());
            } catch (DamagedTableException e) {
                told++;
            }
        }
        for (int i = 0; i < 5; i++) {
            Version wanted = versions.get(random.nextInt(versions.size()));
            LookupKey key = new LookupKey();
            key.set(wanted.key(), 0, wanted.key().length);
            Lookup lookup = new Lookup();
            try {
                table.get(key, Long.MAX_VALUE, lookup);
                if (lookup.isLive(0)) {
                    assertTrue(lookup.valueLength() <= longest, "a value that is longer than its block or extent");
                    lookup.copyValue(new byte[lookup.valueLength()], 0);
                }
            } catch (DamagedTableException e) {
                told++;
            }
        }
        try {
            List<Version> merged = walk(table, ScanDirection.FORWARD, ReadPurpose.BULK, false);
            assertEquals(
                    versions.stream().map(Version::draw).toList(),
                    merged.stream().map(Version::draw).toList());
        } catch (DamagedTableException e) {
            told++;
        }
    }

    /** Walks from a random row, or from the first. */
    private List<Version> walk(TableReader table, ScanDirection direction, ReadPurpose purpose, boolean fromWithin)
            throws IOException {
        List<Version> walked = new ArrayList<>();
        EntryRun run = new EntryRun();
        RunCursor cursor = table.cursor(direction, Long.MAX_VALUE, purpose);
        if (fromWithin) {
            byte[] start = versions.get(random.nextInt(versions.size())).key();
            cursor.seek(start, 0, start.length);
        }
        while (cursor.fill(run, 1 + random.nextInt(EntryRun.CAPACITY)) > 0) {
            for (int i = 0; i < run.size(); i++) {
                assertTrue(run.valueLength(i) <= longest, "a value that is longer than its block or extent");
                walked.add(TableFixture.version(run, i));
            }
            // no block has more entries than bytes
            assertTrue(walked.size() < 200_000, "a walk without an end");
        }
        cursor.close();
        return walked;
    }

    /** The files, with a mapping that the test can write to. */
    private Vfs mappedTo(MemorySegment memory) {
        return (Vfs) Proxy.newProxyInstance(
                Vfs.class.getClassLoader(), new Class<?>[] {Vfs.class}, (proxy, method, arguments) -> {
                    try {
                        if (!method.getName().equals("map")) {
                            return method.invoke(files, arguments);
                        }
                        try (Arena copied = Arena.ofConfined()) {
                            memory.copyFrom(
                                    files.map(TableFixture.FILE, Vfs.MapMode.READ, 0, memory.byteSize(), copied));
                        }
                        return memory;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }
}
