package org.allidb.storage.sstable.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.Lookup;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.entry.ScanDirection;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.inspect.InspectedFile;
import org.allidb.storage.spi.sstable.DamagedTableException;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableReader.ReadPurpose;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.VfsFile;
import org.allidb.storage.sstable.internal.format.common.TableFooter;
import org.allidb.storage.sstable.internal.format.common.TableHeader;
import org.allidb.storage.sstable.internal.format.common.TableIdentity;
import org.allidb.storage.sstable.internal.survey.BlockTableInspector;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables whose checksums are right, whatever they say. */
class TableFuzz {

    private static final String FILE = "000000000007.sst";
    private static final TableIdentity IDENTITY = new TableIdentity(3, 7);
    private static final Map<String, Codec> CODECS = ServiceLoader.load(Codec.class).stream()
            .map(ServiceLoader.Provider::get)
            .collect(java.util.stream.Collectors.toMap(Codec::name, codec -> codec));

    private static final Filters FILTERS = new Filters() {
        @Override
        public Optional<FilterProvider> find(String name) {
            return ServiceLoader.load(FilterProvider.class).stream()
                    .map(ServiceLoader.Provider::get)
                    .filter(filter -> filter.name().equals(name))
                    .findFirst();
        }

        @Override
        public void failed(String name, String what) {
            // tables with filters that make no sense are read without
        }
    };

    private static final TableFormat BY_POSITION = format(2, false);
    private static final TableFormat MAPPED = format(2, true);

    private static TableFormat format(int version, boolean mapped) {
        return format(version, mapped, "bloom");
    }

    private static TableFormat format(int version, boolean mapped, String filter) {
        Map<String, String> options = Map.of(
                "filter",
                filter,
                "format_version",
                Integer.toString(version),
                "block_size_kb",
                "1",
                "large_value_bytes",
                "64",
                "cache_mb",
                "0",
                "mmap",
                Boolean.toString(mapped));
        return new BlockTableFormatProvider()
                .open(Options.make(TableOptions.class, options), codecs(), FILTERS, new TestRuntime(new ManualClock()));
    }

    private static Codecs codecs() {
        return name -> Optional.ofNullable(CODECS.get(name))
                .orElseThrow(() -> new ComponentMissingException("codec", name, "there is no codec '" + name + "'"));
    }

    static Stream<byte[]> seeds() throws IOException {
        return Stream.of(
                table("none", 1, 3),
                table("none", 1, 40),
                table("lz4", 1, 40),
                table("zstd", 1, 40),
                table("none", 1, 0),
                table("none", 2, 90),
                table("zstd", 2, 40),
                table("none", 2, 0),
                table("none", 2, 90, "fuse"),
                table("zstd", 1, 40, "fuse"),
                tableWithDictionary());
    }

    private static byte[] tableWithDictionary() throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        TableSpec spec = TableSpec.of(IDENTITY.generation(), IDENTITY.tableId(), "zstd", 10);
        try (TableFormat format = format(2, false, "bloom");
                TableWriter writer = format.create(files, FILE, spec.withDictionary(1 << 10))) {
            EntryRun run = new EntryRun();
            java.util.Random random = new java.util.Random(1);
            for (int i = 0; i < 350; i++) {
                if (run.size() == EntryRun.CAPACITY) {
                    writer.add(run, 0, run.size());
                    run.clear();
                }
                byte[] key = ("key-" + (100 + i)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                byte[] value = ("value " + "abcdefghijklmnopqrstuvwxyz".substring(random.nextInt(20))
                                + random.nextInt())
                        .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                run.key(key, 0, key.length)
                        .version(EntryType.PUT, 100 + i, 1 + i, 0)
                        .add(value, 0, value.length);
            }
            writer.add(run, 0, run.size());
            writer.finish();
        }
        return bytes(files);
    }

    private static byte[] bytes(StrictMemVfs files) throws IOException {
        try (VfsFile file = files.openReadOnly(FILE)) {
            byte[] bytes = new byte[(int) file.size()];
            file.read(0, bytes, 0, bytes.length);
            return bytes;
        }
    }

    private static byte[] table(String codec, int version, int rows) throws IOException {
        return table(codec, version, rows, "bloom");
    }

    private static byte[] table(String codec, int version, int rows, String filter) throws IOException {
        StrictMemVfs files = new StrictMemVfs();
        try (TableFormat format = format(version, false, filter);
                TableWriter writer = format.create(
                        files, FILE, TableSpec.of(IDENTITY.generation(), IDENTITY.tableId(), codec, 10))) {
            EntryRun run = new EntryRun();
            for (int i = 0; i < rows; i++) {
                byte[] key = ("key-" + (100 + i)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
                byte type = i % 5 == 3 ? EntryType.DELETE : EntryType.PUT;
                byte[] value = new byte[type == EntryType.DELETE ? 0 : i % 3 == 1 ? 70 : 30];
                run.key(key, 0, key.length)
                        .version(type, 100 + i, 1 + i, i % 4 == 2 ? 5 : 0)
                        .add(value, 0, value.length);
            }
            writer.add(run, 0, run.size());
            writer.addRangeTombstones(
                    RangeTombstoneSet.of(List.of(new RangeTombstone(new byte[] {'q'}, new byte[] {'r'}, 5, 5))));
            writer.finish();
        }
        return bytes(files);
    }

    @MethodSource("seeds")
    @FuzzTest
    void tableIsRefusedOrRead(byte[] bytes) throws IOException {
        if (bytes.length < TableHeader.BYTES + TableFooter.BYTES) {
            return;
        }
        byte[] table = SealedTable.of(bytes, IDENTITY, codecs());
        StrictMemVfs files = new StrictMemVfs();
        try (VfsFile file = files.create(FILE)) {
            file.write(0, table, 0, table.length);
        }
        read(files, bytes.length % 2 == 0 ? BY_POSITION : MAPPED);
        try {
            new BlockTableInspector()
                    .dump(InspectedFile.of(files, FILE, FILE, IDENTITY.generation()), codecs(), true, line -> {});
        } catch (ComponentMissingException e) {
            // its codec is unknown
        }
    }

    private static void read(StrictMemVfs files, TableFormat format) throws IOException {
        try (TableReader reader = format.open(files, FILE, IDENTITY.generation(), IDENTITY.tableId())) {
            reader.rangeTombstones().tombstones();
            for (ScanDirection direction : ScanDirection.values()) {
                scan(reader, direction);
            }
            reader.verify(read -> {});
        } catch (DamagedTableException e) {
            assertTrue(e.offset() >= 0 && e.getMessage().contains(FILE), e.getMessage());
        } catch (ComponentMissingException e) {
            // its codec is unknown
        }
    }

    private static void scan(TableReader reader, ScanDirection direction) throws IOException {
        EntryRun run = new EntryRun();
        Lookup lookup = new Lookup();
        try (RunCursor cursor = reader.cursor(direction, Long.MAX_VALUE, ReadPurpose.USER)) {
            while (cursor.fill(run, 20) > 0) {
                for (int i = 0; i < run.size(); i++) {
                    byte[] key = run.key(i);
                    byte[] value = new byte[run.valueLength(i)];
                    run.copyValue(i, value, 0);
                    lookup.reset();
                    reader.get(new LookupKey().set(key, 0, key.length), Long.MAX_VALUE, lookup);
                    if (lookup.isLive(0)) {
                        byte[] found = new byte[lookup.valueLength()];
                        lookup.copyValue(found, 0);
                        assertEquals(lookup.valueLength(), found.length);
                    }
                }
            }
        }
    }
}
