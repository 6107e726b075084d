package org.allidb.storage.sstable.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.allidb.storage.api.ComponentMissingException;
import org.allidb.storage.api.config.Options;
import org.allidb.storage.api.config.TableOptions;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.EntryType;
import org.allidb.storage.spi.entry.RangeTombstone;
import org.allidb.storage.spi.entry.RangeTombstoneSet;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.Filters;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableSpec;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.sstable.internal.filter.FuseFilterProvider;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.TestRuntime;

/** Tables of random versions, and the format that writes and reads them. */
final class TableFixture {

    static final String FILE = "000000000007.sst";
    static final long GENERATION = 3;
    static final long ID = 7;

    private TableFixture() {}

    /** A version of a row, or a tombstone of one. */
    record Version(byte[] key, boolean tombstone, long timestamp, long sequence, long expires, byte[] value) {

        static final Comparator<Version> ORDER = Comparator.<Version, byte[]>comparing(
                        Version::key, Arrays::compareUnsigned)
                .thenComparing(Comparator.comparingLong(Version::timestamp).reversed())
                .thenComparing(Comparator.comparingLong(Version::sequence).reversed());

        String draw() {
            return Arrays.toString(key) + (tombstone ? " deleted " : " put ") + timestamp + "/" + sequence + " "
                    + expires
                    + " " + Arrays.hashCode(value);
        }
    }

    /** The codecs that there are. */
    static Codecs codecs(Codec... codecs) {
        return name -> Arrays.stream(codecs)
                .filter(codec -> codec.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ComponentMissingException("codec", name, "there is no codec '" + name + "'"));
    }

    /** Filters, of which none may fail. */
    static Filters filters(FilterProvider... providers) {
        return filters(
                failure -> {
                    throw new AssertionError(failure);
                },
                providers);
    }

    static Filters filters(Consumer<String> failed, FilterProvider... providers) {
        return new Filters() {
            @Override
            public Optional<FilterProvider> find(String name) {
                return Arrays.stream(providers)
                        .filter(provider -> provider.name().equals(name))
                        .findFirst();
            }

            @Override
            public void failed(String name, String what) {
                failed.accept(name + " " + what);
            }
        };
    }

    static TableFormat format(Codecs codecs, String... keysAndValues) {
        return format(codecs, filters(new FuseFilterProvider()), keysAndValues);
    }

    static TableFormat format(Codecs codecs, Filters filters, String... keysAndValues) {
        Map<String, String> values = new HashMap<>(Map.of("cache_mb", "0.25"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            values.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return new BlockTableFormatProvider()
                .open(Options.make(TableOptions.class, values), codecs, filters, new TestRuntime(new ManualClock()));
    }

    static TableProperties write(
            TableFormat format, Vfs files, String codec, List<Version> versions, List<RangeTombstone> ranges)
            throws IOException {
        return write(format, files, TableSpec.of(GENERATION, ID, codec, 1_000), versions, ranges);
    }

    static TableProperties write(
            TableFormat format, Vfs files, TableSpec spec, List<Version> versions, List<RangeTombstone> ranges)
            throws IOException {
        try (TableWriter writer = format.create(files, FILE, spec)) {
            EntryRun run = new EntryRun();
            for (Version version : versions) {
                add(run, version);
                if (run.size() == 50) {
                    writer.add(run, 0, run.size());
                    run.clear();
                }
            }
            writer.add(run, 0, run.size());
            writer.addRangeTombstones(RangeTombstoneSet.of(ranges));
            return writer.finish();
        }
    }

    static void add(EntryRun run, Version version) {
        run.key(version.key(), 0, version.key().length)
                .version(
                        version.tombstone() ? EntryType.DELETE : EntryType.PUT,
                        version.timestamp(),
                        version.sequence(),
                        version.expires())
                .add(version.value(), 0, version.value().length);
    }

    static TableReader read(TableFormat format, Vfs files) throws IOException {
        return format.open(files, FILE, GENERATION, ID);
    }

    static Version version(EntryRun run, int i) {
        byte[] value = new byte[run.valueLength(i)];
        run.copyValue(i, value, 0);
        return new Version(
                run.key(i),
                run.type(i) == EntryType.DELETE,
                run.timestamp(i),
                run.sequence(i),
                run.expiresAt(i),
                value);
    }

    static List<Version> versions(Random random, int count, int largest) {
        TreeSet<Version> versions = new TreeSet<>(Version.ORDER);
        for (int sequence = 1; sequence <= count; sequence++) {
            boolean tombstone = random.nextInt(6) == 0;
            byte[] value = new byte[tombstone ? 0 : random.nextInt(random.nextInt(8) == 0 ? largest : 40)];
            random.nextBytes(value);
            long timestamp = random.nextInt(10) == 0 ? random.nextLong(1L << 40) : 1_000_000L + sequence;
            long expires = random.nextInt(10) == 0 ? 1 + random.nextInt(1_000) : 0;
            versions.add(new Version(key(random), tombstone, timestamp, sequence, tombstone ? 0 : expires, value));
        }
        return new ArrayList<>(versions);
    }

    static byte[] key(Random random) {
        byte[] key = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 12)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (i < 4 ? 'p' : random.nextInt(4) == 0 ? random.nextInt(256) : 'a');
        }
        return key;
    }
}
