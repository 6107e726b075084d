package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.sstable.internal.cache.MappingBudget;
import org.allidb.storage.sstable.internal.read.NamedParts;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** Tables that do not fit into memory: which reads the system is told of, and rows that no point index leads to. */
class RandomAccessTest {

    private static final int ROWS = 2_000;
    private static final int VALUE = 100;
    private static final int PAGE = 4 << 10;

    private final Random random = new Random(Seed.get());
    private final StrictMemVfs files = new StrictMemVfs();
    private final List<Version> rows = new ArrayList<>();
    /** How the files were opened that were read, read by read. */
    private final List<String> reads = new ArrayList<>();
    /** How many bytes each read asked for. */
    private final List<Integer> lengths = new ArrayList<>();

    private boolean named = true;

    @Test
    void getsAndShortScansAreAnnouncedAsRandomAndLongOnesAreNot() throws IOException {
        for (boolean points : new boolean[] {true, false}) {
            try (BlockTableFormat format = written("none", 0, points);
                    TableReader table = TableFixture.read(format, watched())) {
                reads.clear();
                for (int i = 0; i < 200; i++) {
                    assertFound(table, random.nextInt(ROWS));
                }
                scan(table, ROWS / 2, 20, ReadPurpose.USER);
                assertTrue(reads.size() > 100, reads.size() + " reads");
                assertEquals(
                        List.of("openForRandomReads"), reads.stream().distinct().toList());
                reads.clear();
                scan(table, 0, ROWS, ReadPurpose.USER);
                assertEquals(List.of("openForRandomReads", "openForRandomReads"), reads.subList(0, 2));
                List<String> later = reads.subList(2, reads.size());
                assertEquals(List.of("openReadOnly"), later.stream().distinct().toList());
            }
        }
    }

    @Test
    void mergesAndVerificationsAreReadAheadOf() throws IOException {
        try (BlockTableFormat format = written("none", 0, true);
                TableReader table = TableFixture.read(format, watched())) {
            reads.clear();
            scan(table, 0, ROWS, ReadPurpose.BULK);
            table.verify(read -> {});
            assertEquals(List.of("openReadOnly"), reads.stream().distinct().toList());
        }
    }

    @Test
    void blocksOfACompressedTableAreReadTheSameWay() throws IOException {
        try (BlockTableFormat format = written("deflate", 0, true);
                TableReader table = TableFixture.read(format, watched())) {
            reads.clear();
            assertFound(table, 1_000);
            assertEquals(List.of("openForRandomReads"), reads);
            scan(table, 0, ROWS, ReadPurpose.USER);
            assertEquals("openReadOnly", reads.getLast());
        }
    }

    /** A file that fits into memory is there soonest if the system reads ahead. */
    @Test
    void tableThatFitsIsReadAheadOf() throws IOException {
        try (BlockTableFormat format = written("deflate", Long.MAX_VALUE, true);
                TableReader table = TableFixture.read(format, watched())) {
            assertFound(table, 1_000);
            assertEquals(List.of("openReadOnly"), reads.stream().distinct().toList());
        }
    }

    /** Another process deletes the name of a table while this one reads it, as it may where a directory is open for reading. */
    @Test
    void fileWhoseNameIsGoneIsReadAsItIsOpen() throws IOException {
        try (BlockTableFormat format = written("none", 0, true);
                TableReader table = TableFixture.read(format, watched())) {
            named = false;
            reads.clear();
            assertFound(table, 1_000);
            assertEquals(List.of("openReadOnly"), reads.stream().distinct().toList());
        }
    }

    @Test
    void rowThatNoPointIndexLeadsToCostsOneReadOfItsPageAndNoneOnceItIsCached() throws IOException {
        try (BlockTableFormat format = written("none", 0, false);
                TableReader table = TableFixture.read(format, watched())) {
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < ROWS; i += 50) {
                    lengths.clear();
                    assertFound(table, i + round);
                    assertEquals(1, lengths.size(), lengths + " for row " + (i + round));
                    assertTrue(lengths.getFirst() <= PAGE, lengths.toString());
                    lengths.clear();
                    assertFound(table, i + round);
                    assertEquals(List.of(), lengths, "a row that was read before");
                }
            }
            lengths.clear();
            Lookup lookup = new Lookup();
            byte[] between = (new String(key(7), StandardCharsets.US_ASCII) + "a").getBytes(StandardCharsets.US_ASCII);
            table.get(new LookupKey().set(between, 0, between.length), Long.MAX_VALUE, lookup);
            assertFalse(lookup.isLive(0));
        }
    }

    /** Snapshots find their version of a row that has hundreds, in pages one after the other; none of them is cached for another. */
    @Test
    void everySnapshotSeesItsVersionWithAndWithoutAPointIndex() throws IOException {
        for (boolean points : new boolean[] {true, false}) {
            rows.clear();
            for (int i = 0; i < 300; i++) {
                if (i == 150) {
                    for (int sequence = 400; sequence > 0; sequence--) {
                        rows.add(new Version(key(i), false, sequence, sequence, 0, value(sequence)));
                    }
                } else {
                    rows.add(new Version(key(i), false, 1, 1, 0, value(i)));
                }
            }
            try (BlockTableFormat format = format(0, points)) {
                TableFixture.write(format, files, "none", rows, List.of());
                try (TableReader table = TableFixture.read(format, files)) {
                    for (int round = 0; round < 2_000; round++) {
                        int newest = random.nextInt(4) == 0 ? 400 : random.nextInt(401);
                        Lookup lookup = new Lookup();
                        table.get(new LookupKey().set(key(150), 0, key(150).length), newest, lookup);
                        assertEquals(newest > 0, lookup.isLive(0), "as of " + newest);
                        if (newest > 0) {
                            assertEquals(newest, lookup.sequence());
                            assertArrayEquals(value(newest), valueOf(lookup));
                        }
                    }
                }
            }
            files.delete(TableFixture.FILE);
        }
    }

    private BlockTableFormat written(String codec, long budget, boolean points) throws IOException {
        rows.clear();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Version(key(i), false, 10, 1 + i, 0, value(i)));
        }
        BlockTableFormat format = format(budget, points);
        if (files.kind(TableFixture.FILE) == Vfs.FileKind.FILE) {
            files.delete(TableFixture.FILE);
        }
        TableFixture.write(format, files, codec, rows, List.of());
        return format;
    }

    private static BlockTableFormat format(long budget, boolean points) {
        Map<String, String> values = new HashMap<>(Map.of("mmap", "false", "block_size_kb", "4", "cache_mb", "1"));
        values.put("point_index", Boolean.toString(points));
        Codec[] codecs = {new NoneCodec(), new DeflateCodec()};
        return new BlockTableFormat(
                Options.make(TableOptions.class, values),
                new NamedParts(TableFixture.codecs(codecs), TableFixture.filters()),
                new MappingBudget(budget));
    }

    private static byte[] key(int i) {
        return "row %06d".formatted(i).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int i) {
        byte[] value = new byte[VALUE];
        new Random(i).nextBytes(value);
        return value;
    }

    private static byte[] valueOf(Lookup lookup) {
        byte[] value = new byte[lookup.valueLength()];
        lookup.copyValue(value, 0);
        return value;
    }

    private static void assertFound(TableReader table, int i) throws IOException {
        Lookup lookup = new Lookup();
        table.get(new LookupKey().set(key(i), 0, key(i).length), Long.MAX_VALUE, lookup);
        assertTrue(lookup.isLive(0), "row " + i);
        assertArrayEquals(value(i), valueOf(lookup));
    }

    private static void scan(TableReader table, int from, int most, ReadPurpose purpose) throws IOException {
        EntryRun run = new EntryRun();
        int found = 0;
        try (RunCursor cursor = table.cursor(ScanDirection.FORWARD, Long.MAX_VALUE, purpose)) {
            cursor.seek(key(from), 0, key(from).length);
            while (found < most && cursor.fill(run, Math.min(EntryRun.CAPACITY, most - found)) > 0) {
                found += run.size();
            }
        }
        assertEquals(most, found);
    }

    /** The files: reads are noted, and what is opened late may be gone. */
    private Vfs watched() {
        return proxy(Vfs.class, (method, arguments) -> {
            if (!named && method.getName().startsWith("open")) {
                throw new NoSuchFileException(TableFixture.FILE);
            }
            Object result = method.invoke(files, arguments);
            return result instanceof VfsFile file ? watched(file, method.getName()) : result;
        });
    }

    private VfsFile watched(VfsFile file, String opened) {
        return proxy(VfsFile.class, (method, arguments) -> {
            if (method.getName().equals("read")) {
                reads.add(opened);
                lengths.add((int) arguments[3]);
            }
            return method.invoke(file, arguments);
        });
    }

    /** A call. */
    private interface Call {
        Object make(java.lang.reflect.Method method, Object[] arguments)
                throws ReflectiveOperationException, IOException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.make(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
