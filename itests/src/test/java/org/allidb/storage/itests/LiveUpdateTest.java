package org.allidb.storage.itests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.inject.Inject;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TableInfo;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteOptions;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Every bundle but the engine's is updated, set back to an older version, restarted or installed anew while tenants write with
 * every durability and read, and while snapshots and cursors are open. No operation fails, no row is lost, and nothing is
 * left: no class loader, thread, provider, open file or mapping. {@code -Dallidb.soak=N} repeats it N times, each time with
 * another of the four changes for a bundle, and prints the longest pauses of a writer or reader.
 */
@RunWith(PaxExam.class)
public class LiveUpdateTest {

    private static final int ROUNDS = Integer.getInteger("allidb.soak", 1);
    private static final long OPERATIONS = 20;
    /** Some threads begin when there is something to do for them. */
    private static final int COINCIDENCE = 2;
    /** Rows that are much alike. */
    private static final int ALIKE = 8_000;

    private static final TenantId DICTIONARY = TenantId.of("dictionary");

    private static final List<String> BUNDLES = List.of(
            "codec.lz4", "codec.zstd", "compaction", "config", "memtable", "shell", "sstable", "tenant", "vfs", "wal");

    private static final List<BundleChange> CHANGES = List.of(BundleChange.values());

    private final Map<String, Map<BundleChange, Long>> pauses = new TreeMap<>();
    private final Map<String, List<WeakReference<ClassLoader>>> replaced = new LinkedHashMap<>();

    @Inject
    private BundleContext context;

    private StoragePlatform platform;

    @Configuration
    public Option[] container() throws Exception {
        Container.empty(LiveUpdateTest.class);
        // the log of the container keeps the last events with their services, and with them, on Equinox, the objects
        // behind them
        return Container.of(
                LiveUpdateTest.class,
                frameworkProperty("org.apache.felix.log.maxSize").value("0"));
    }

    @Test
    public void everyPartIsReplacedUnderLoad() throws Exception {
        platform = Bundles.platform(context);
        platform.configure(platform.configuration()
                .with("memtable.max_mb", "1")
                .with("sstable.codec", "lz4")
                .with("sstable.bottom_codec", "zstd")
                .with("compaction.min_size_mb", "0"));
        makeDictionary();
        List<String> providers = providers();
        long threads = threads();
        for (int round = 0; round < ROUNDS; round++) {
            replaceAll(round);
            assertEquals("rows of a table with a dictionary", ALIKE, rowsWithDictionary());
        }
        // it has used until now what is used from the next open on
        Bundle engine = Bundles.named(context, "engine");
        noteLoader("engine", engine);
        engine.update();
        platform = Bundles.platform(context);
        Eventually.becomes("providers", providers, this::providers);
        Eventually.holds("no threads are left behind", () -> threads() <= threads + COINCIDENCE);
        Eventually.becomes("class loaders of bundles that were replaced", Map.of(), () -> {
            System.gc();
            return loadersLeft();
        });
        Path data = Container.scratch(LiveUpdateTest.class).resolve("data");
        Eventually.becomes("files that are deleted and still there", List.of(), () -> {
            System.gc();
            return OpenFiles.deletedIn(data);
        });
        if (ROUNDS > 1) {
            System.out.println("longest pauses in ms: " + pauses);
        }
    }

    /** Makes a tenant whose table has a dictionary, which the codec is bound to while its bundle is replaced. */
    private void makeDictionary() {
        assertTrue("the dictionary pays", filledBytes(DICTIONARY, "16") < filledBytes(TenantId.of("without"), "0"));
    }

    private long filledBytes(TenantId tenant, String dictionaryKb) {
        TenantSettings settings = TenantSettings.DEFAULTS.withParameters(
                Map.of("sstable.codec", "zstd", "sstable.bottom_codec", "zstd", "sstable.dictionary_kb", dictionaryKb));
        try (TenantStore store = platform.create(tenant, settings)) {
            Random random = new Random(1);
            for (int i = 0; i < ALIKE; i++) {
                store.put("row-" + i, phrase(random.nextInt(300)), WriteOptions.BUFFERED);
            }
            store.flush();
            return store.tables().stream().mapToLong(TableInfo::fileBytes).sum();
        }
    }

    /** Returns one of many phrases, of which each block has a few. */
    private static byte[] phrase(int number) {
        return new Random(number)
                .ints(6, 0, 1 << 30)
                .mapToObj(word -> Integer.toString(word, 36))
                .collect(Collectors.joining(" "))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Counts the rows by a handle that is not kept: it would keep the engine that it is of. */
    private int rowsWithDictionary() {
        int rows = 0;
        try (TenantStore store = platform.open(DICTIONARY);
                Cursor cursor = store.scan(ScanRequest.all())) {
            while (cursor.next()) {
                rows++;
            }
        }
        return rows;
    }

    private void replaceAll(int round) throws Exception {
        List<Load> loads = new ArrayList<>();
        for (WriteOptions options : List.of(WriteOptions.BUFFERED, WriteOptions.BUFFERED, WriteOptions.SYNC)) {
            loads.add(new Load(platform.openOrCreate(TenantId.of("tenant-" + loads.size())), options));
        }
        try {
            for (int i = 0; i < BUNDLES.size(); i++) {
                BundleChange change = CHANGES.get((i + round) % CHANGES.size());
                underLoad(BUNDLES.get(i), change, loads, round);
            }
        } finally {
            for (Load load : loads) {
                load.stop();
            }
        }
        for (Load load : loads) {
            assertEquals("failed operations", List.of(), load.failures());
            assertEquals("lost rows", 0, load.missing());
            TenantId tenant = load.store().id();
            load.store().close();
            platform.drop(tenant);
        }
    }

    private void underLoad(String name, BundleChange change, List<Load> loads, int round) throws Exception {
        for (Load load : loads) {
            load.awaitMore(OPERATIONS);
            load.longestPauseNanos();
        }
        TenantStore read = loads.getFirst().store();
        read.flush();
        Bundle bundle = Bundles.named(context, name);
        noteLoader(name, bundle);
        try (OpenReads reads = new OpenReads(read)) {
            change.make(context, bundle);
            for (Load load : loads) {
                load.awaitMore(OPERATIONS);
            }
            read.flush();
            reads.checkToTheEnd(name + ", " + change + ", round " + round);
        }
        long pause = loads.stream().mapToLong(Load::longestPauseNanos).max().orElseThrow();
        pauses.computeIfAbsent(name, first -> new TreeMap<>())
                .merge(change, TimeUnit.NANOSECONDS.toMillis(pause), Math::max);
    }

    private void noteLoader(String name, Bundle bundle) {
        replaced.computeIfAbsent(name, first -> new ArrayList<>()).add(new WeakReference<>(loader(bundle)));
    }

    private static ClassLoader loader(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    private Map<String, Long> loadersLeft() {
        Map<String, Long> left = new TreeMap<>();
        replaced.forEach((name, loaders) -> {
            ClassLoader now = loader(Bundles.named(context, name));
            loaders.removeIf(loader -> loader.refersTo(null) || loader.refersTo(now));
            if (!loaders.isEmpty()) {
                left.put(name, (long) loaders.size());
            }
        });
        return left;
    }

    /** How many threads the platform has. */
    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("allidb-"))
                .count();
    }

    private List<String> providers() {
        return platform.components().list().stream()
                .map(info ->
                        info.component() + " " + info.name() + (info.heldFor().isEmpty() ? "" : " held"))
                .sorted()
                .toList();
    }
}
