package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.LongPredicate;
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
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.TableFixture.Version;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.junit.jupiter.api.Test;

/** Tables of version 2 that are not mapped: reads bring just what is asked for, and what goes wrong with one is told. */
class PositionedReadsTest {

    private static final int ROWS = 2_000;
    private static final int VALUE = 100;
    private static final int PAGE = 4 << 10;
    /** Rows that one page holds at most. */
    private static final int PAGE_ROWS = PAGE / VALUE;
    /** Bytes that one read of a scan brings at most. */
    private static final int MOST_AHEAD = 64 << 10;

    private final Random random = new Random(Seed.get());
    private final StrictMemVfs files = new StrictMemVfs();
    private final List<Version> rows = new ArrayList<>();
    /** Reads of the file: where they start, and how long they are. */
    private final List<Read> reads = new ArrayList<>();

    private LongPredicate failing = read -> false;

    private record Read(long at, int length) {

        boolean holds(long place) {
            return at <= place && place < at + length;
        }
    }

    @Test
    void rowCostsOneReadOfABucketAndOneOfItsOwnBytes() throws IOException {
        try (TableFormat format = written("0");
                TableReader table = TableFixture.read(format, watched())) {
            for (int i = 0; i < ROWS; i++) {
                assertFound(table, i);
            }
            for (int round = 0; round < 200; round++) {
                reads.clear();
                assertFound(table, random.nextInt(ROWS));
                assertTrue(reads.size() <= 4, reads.toString());
                long bytes = reads.stream().mapToLong(Read::length).sum();
                assertTrue(bytes <= 1_024, reads + " for a row of " + VALUE + " bytes");
            }
        }
    }

    @Test
    void firstVisitOfAPageReadsItOnce() throws IOException {
        try (TableFormat format = written("0");
                TableReader table = TableFixture.read(format, watched())) {
            reads.clear();
            assertFound(table, 1_000);
            assertEquals(
                    1,
                    reads.stream()
                            .filter(read -> read.length > PAGE / 2 && read.length != PAGE)
                            .count());
            assertTrue(reads.size() <= 6, "two of a bucket's page at most, and one of the page: " + reads);
        }
    }

    @Test
    void rowThatIsNotThereIsReadFromMemory() throws IOException {
        try (TableFormat format = written("1");
                TableReader table = TableFixture.read(format, watched())) {
            reads.clear();
            for (int i = 0; i < ROWS; i++) {
                Lookup lookup = new Lookup();
                byte[] key = ("row " + i + " that is not there").getBytes(StandardCharsets.US_ASCII);
                table.get(new LookupKey().set(key, 0, key.length), Long.MAX_VALUE, lookup);
                assertFalse(lookup.isLive(0));
            }
            assertTrue(reads.size() < ROWS / 20, reads.size() + " reads");
        }
    }

    @Test
    void hotRowIsReadFromMemory() throws IOException {
        try (TableFormat format = written("1");
                TableReader table = TableFixture.read(format, watched())) {
            assertFound(table, 7);
            reads.clear();
            for (int i = 0; i < 10; i++) {
                assertFound(table, 7);
            }
            assertEquals(List.of(), reads);
            assertEquals(10, format.cacheStatistics().hits());
            assertEquals(1, format.cacheStatistics().misses());
        }
    }

    /** Where a few bytes cost as much as a page, as in encrypted tables, the page is kept, for gets and scans alike. */
    @Test
    void pageOfATableThatIsReadInUnitsIsReadOnce() throws IOException {
        try (TableFormat format = written("1");
                TableReader table = TableFixture.read(format, inUnits(watched()))) {
            assertFound(table, 700);
            reads.clear();
            assertFound(table, 700);
            assertFound(table, 702);
            assertEquals(draw(rows.subList(700, 703)), draw(scan(table, ScanDirection.FORWARD, key(700), 3)));
            assertEquals(List.of(), reads);
            assertFound(table, 1_400);
            assertEquals(1, reads.size(), "its page, and nothing of the point index: " + reads);
        }
    }

    /** The cache holds the newest version of a row; a snapshot sees the older one. */
    @Test
    void hotRowDoesNotHideItsOlderVersion() throws IOException {
        byte[] key = key(7);
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Version(key(i), false, 10, 1 + i, 0, value(i)));
        }
        rows.add(7, new Version(key, false, 20, 10_000, 0, value(-7)));
        try (TableFormat format = format("1")) {
            TableFixture.write(format, files, "none", rows, List.of());
            try (TableReader table = TableFixture.read(format, watched())) {
                for (long newest : new long[] {Long.MAX_VALUE, 9_999, Long.MAX_VALUE, 9_999}) {
                    Lookup lookup = new Lookup();
                    table.get(new LookupKey().set(key, 0, key.length), newest, lookup);
                    assertEquals(newest == 9_999 ? 8 : 10_000, lookup.sequence());
                }
            }
        }
    }

    @Test
    void closedTableLeavesNoPartOfItsPointIndex() throws IOException {
        try (TableFormat format = written("1")) {
            long rowsAlone = 0;
            for (int round = 0; round < 3; round++) {
                try (TableReader table = TableFixture.read(format, watched())) {
                    assertFound(table, 7);
                    assertTrue(format.cacheStatistics().bytes() > rowsAlone, "a page of the point index is kept");
                }
                assertTrue(
                        rowsAlone == 0 || rowsAlone == format.cacheStatistics().bytes(), "it is dropped");
                rowsAlone = format.cacheStatistics().bytes();
            }
        }
    }

    @Test
    void longScanReadsManyPagesAtOnceAndShortOnesTheirOwn() throws IOException {
        try (TableFormat format = written("1");
                TableReader table = TableFixture.read(format, watched())) {
            for (ScanDirection direction : ScanDirection.values()) {
                reads.clear();
                List<Version> expected = direction == ScanDirection.FORWARD ? rows : rows.reversed();
                assertEquals(draw(expected), draw(scan(table, direction, null, ROWS)));
                assertTrue(reads.size() < 2 + 4 + ROWS / PAGE_ROWS / 8, reads.size() + " reads of " + ROWS + " rows");
                assertTrue(reads.stream().allMatch(read -> read.length <= MOST_AHEAD), reads.toString());
                reads.clear();
                scan(table, direction, key(ROWS / 2), 10);
                assertTrue(reads.size() <= 2 && reads.stream().allMatch(read -> read.length <= PAGE), reads.toString());
            }
        }
    }

    /** A bad place behind the end of a scan is no reason to fail it, be it damaged or not readable. */
    @Test
    void scanIsNotFailedByPagesThatItDoesNotEnter() throws IOException {
        try (TableFormat format = written("1");
                TableReader table = TableFixture.read(format, watched())) {
            reads.clear();
            scan(table, ScanDirection.FORWARD, null, ROWS);
            Read ahead = reads.get(4);
            assertTrue(ahead.length > 4 * PAGE, "a read of several pages: " + ahead);
            // the checksum of the last of its pages
            long bad = ahead.at + ahead.length - 1;
            failing = at -> reads.getLast().holds(bad);
            List<Version> before = scan(table, ScanDirection.FORWARD, null, ROWS);
            assertEquals(draw(rows.subList(0, before.size())), draw(before));
            assertTrue(before.size() < ROWS, "the read of the bad page is told");
            assertTrue(before.size() > 12 * PAGE / (VALUE + 30), "the pages before it are read: " + before.size());
            failing = at -> false;
            try (VfsFile file = files.open(TableFixture.FILE)) {
                file.write(bad, new byte[] {77}, 0, 1);
            }
            List<Version> intact = scan(table, ScanDirection.FORWARD, null, before.size());
            assertEquals(draw(before), draw(intact));
        }
    }

    @Test
    void faultAtEachReadIsToldAndReadsWorkAfterIt() throws IOException {
        for (int failed = 1, calls = failed; failed <= calls; failed++) {
            StrictMemVfs fresh = files;
            if (rows.isEmpty()) {
                written("1").close();
            }
            int at = failed;
            try (TableFormat format = format("1");
                    TableReader table = TableFixture.read(format, watched(fresh))) {
                reads.clear();
                failing = read -> reads.size() == at;
                boolean told = false;
                for (int i = 0; i < 40; i++) {
                    try {
                        assertFound(table, i * 50);
                    } catch (IOException e) {
                        assertFalse(e instanceof DamagedTableException, "an error of the device is no damage");
                        told = true;
                        assertFound(table, i * 50);
                    }
                }
                List<Version> read = scan(table, ScanDirection.FORWARD, null, ROWS);
                told |= read.size() < ROWS;
                assertEquals(draw(rows.subList(0, read.size())), draw(read));
                calls = reads.size();
                // a read that brings pages ahead is done again for the first of them alone
                boolean ahead = at <= calls && reads.get(at - 1).length > PAGE;
                assertTrue(told || ahead || at > calls, "nothing was told of a fault at read " + at + " of " + calls);
            }
            failing = read -> false;
        }
    }

    /** Pages that were checked rot: reads are told, or bring bytes of their own page. */
    @Test
    void bytesThatChangeAfterTheCheckAreToldOrStayWithinTheirPage() throws IOException {
        written("0").close();
        byte[] intact = new byte[(int) files.size(TableFixture.FILE)];
        try (VfsFile file = files.open(TableFixture.FILE)) {
            file.read(0, intact, 0, intact.length);
        }
        int told = 0;
        try (TableFormat format = format("0");
                TableReader table = TableFixture.read(format, watched());
                VfsFile file = files.open(TableFixture.FILE)) {
            for (int i = 0; i < ROWS; i++) {
                assertFound(table, i);
            }
            for (int round = 0; round < 2_000; round++) {
                int row = random.nextInt(ROWS);
                assertFound(table, row);
                // the last read was that of the entry, or of its end
                int at = (int) reads.getLast().at + random.nextInt(24);
                byte[] garbage = new byte[1 + random.nextInt(16)];
                random.nextBytes(garbage);
                file.write(at, garbage, 0, garbage.length);
                Lookup lookup = new Lookup();
                try {
                    table.get(new LookupKey().set(key(row), 0, key(row).length), Long.MAX_VALUE, lookup);
                    assertTrue(!lookup.isLive(0) || lookup.valueLength() <= PAGE, "longer than its page");
                } catch (DamagedTableException e) {
                    told++;
                }
                file.write(at, intact, at, garbage.length);
            }
        }
        assertTrue(told > 200, "only " + told + " reads were told: the bytes were not where they read");
    }

    private TableFormat written(String cacheMb) throws IOException {
        for (int i = 0; i < ROWS; i++) {
            rows.add(new Version(key(i), false, 10, 1 + i, 0, value(i)));
        }
        TableFormat format = format(cacheMb);
        TableFixture.write(format, files, "none", rows, List.of());
        return format;
    }

    private static TableFormat format(String cacheMb) {
        return TableFixture.format(
                TableFixture.codecs(new NoneCodec()),
                "mmap",
                "false",
                "block_size_kb",
                Integer.toString(PAGE >> 10),
                "cache_mb",
                cacheMb);
    }

    private static byte[] key(int i) {
        return "row %06d".formatted(i).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] value(int i) {
        byte[] value = new byte[VALUE];
        new Random(i).nextBytes(value);
        return value;
    }

    private void assertFound(TableReader table, int i) throws IOException {
        Lookup lookup = new Lookup();
        byte[] key = key(i);
        table.get(new LookupKey().set(key, 0, key.length), Long.MAX_VALUE, lookup);
        assertTrue(lookup.isLive(0), "row " + i);
        byte[] value = new byte[lookup.valueLength()];
        lookup.copyValue(value, 0);
        assertTrue(Arrays.equals(value(i), value), "row " + i);
    }

    /** Scans until there are so many rows, or a read fails. */
    private List<Version> scan(TableReader table, ScanDirection direction, byte[] from, int most) throws IOException {
        List<Version> found = new ArrayList<>();
        EntryRun run = new EntryRun();
        try (RunCursor cursor = table.cursor(direction, Long.MAX_VALUE, ReadPurpose.USER)) {
            if (from != null) {
                cursor.seek(from, 0, from.length);
            }
            while (found.size() < most && cursor.fill(run, Math.min(EntryRun.CAPACITY, most - found.size())) > 0) {
                for (int i = 0; i < run.size(); i++) {
                    found.add(TableFixture.version(run, i));
                }
            }
        } catch (IOException e) {
            assertFalse(e instanceof DamagedTableException, "an error of the device is no damage");
        }
        return found;
    }

    private static List<String> draw(List<Version> versions) {
        return versions.stream().map(Version::draw).toList();
    }

    private Vfs watched() {
        return watched(files);
    }

    /** The files, whose reads are noted, and fail if the test says so. */
    private Vfs watched(Vfs watched) {
        return proxy(Vfs.class, (method, arguments) -> {
            Object result = method.invoke(watched, arguments);
            return result instanceof VfsFile file ? watched(file) : result;
        });
    }

    private static Vfs inUnits(Vfs files) {
        return proxy(
                Vfs.class,
                (method, arguments) -> method.getName().equals("readUnit") ? PAGE : method.invoke(files, arguments));
    }

    private VfsFile watched(VfsFile file) {
        return proxy(VfsFile.class, (method, arguments) -> {
            if (method.getName().equals("read")) {
                reads.add(new Read((long) arguments[0], (int) arguments[3]));
                if (failing.test((long) arguments[0])) {
                    throw new IOException("the device failed");
                }
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
