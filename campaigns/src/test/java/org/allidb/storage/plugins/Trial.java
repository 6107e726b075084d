package org.allidb.storage.plugins;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.allidb.storage.plugins.BadPart.VICTIM;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.allidb.storage.api.ComponentInfo;
import org.allidb.storage.api.Cursor;
import org.allidb.storage.api.DirectoryInUseException;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.ScanRequest;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteBatch;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.plugins.Effect.End;
import org.allidb.storage.plugins.Effect.Operation;
import org.allidb.storage.testkit.Seed;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.VfsProviders;

/**
 * One plug-in that misbehaves in one way. Two tenants have two tables each when it begins. Whatever it does, the other tenant
 * writes, flushes and reads; the plug-in is named; the platform closes in time; every acknowledged row is there again after the
 * close, and after a power cut instead of it.
 */
final class Trial {

    private static final TenantId NEIGHBOUR = TenantId.of("neighbour");
    private static final TenantId CREATED = TenantId.of("created");
    /** How long the platform waits for a plug-in that never returns. For another one it must not have to wait. */
    private static final int DRAIN_MILLIS = 2_000;
    /** Longer than what a call of the platform waits for a plug-in. */
    private static final long WAITS_MILLIS = 2L * DRAIN_MILLIS;

    /** Longer than a strategy may take to propose. Some merges never come, and this is waited for. */
    private static final long MERGES_MILLIS = 30_000;

    private static final long PATIENCE_MILLIS = 60_000;
    /** Two tables of them are more than a merge reads before it asks its throttler. */
    static final int ROWS = 500;
    /** One of so many rows is read by itself, too. */
    private static final int LOOKED_UP = 20;

    private static final byte[] VALUE = "a value without a mark, ".repeat(25).getBytes(UTF_8);

    private final BadPart part;
    private final Fault fault;
    private final StrictMemVfs files = new StrictMemVfs();
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final Queue<String> log;
    private final Map<TenantId, Map<String, byte[]>> written = new ConcurrentHashMap<>();
    private volatile Provider provider;
    private final Map<Operation, End> ends = new EnumMap<>(Operation.class);
    private volatile int failedMerges;

    /**
     * Prepares a trial.
     *
     * @param log receives what the storage logs
     */
    Trial(BadPart part, Misbehaviour what, Queue<String> log) {
        this.part = part;
        this.log = log;
        String name = (part + "-" + what).toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        this.fault = new Fault(name, what);
    }

    /** Runs it; returns what happened to the tenant. */
    Effect run() throws Exception {
        StoragePlatform platform =
                open(files, fault.what() == Misbehaviour.NEVER_RETURNS ? DRAIN_MILLIS : PATIENCE_MILLIS);
        String then;
        long counted;
        try {
            TenantStore victim = platform.create(VICTIM, part.victim());
            TenantStore neighbour = platform.openOrCreate(NEIGHBOUR);
            for (int table = 0; table < 2; table++) {
                load(VICTIM, victim, "table-" + table);
                load(NEIGHBOUR, neighbour, "table-" + table);
            }
            platform.subscribe(this::listen);
            Provider bad = provider;
            fault.arm(() -> platform.components().remove(bad));
            platform.configure(platform.configuration().with("compaction.enabled", "true"));

            ends.put(Operation.MERGE, merge(victim));
            ends.put(Operation.WRITE, attempt("write", () -> write(VICTIM, victim, 20, "meanwhile")));
            ends.put(Operation.FLUSH, attempt("flush", victim::flush));
            ends.put(
                    Operation.READ,
                    attempt("read", () -> victim.get("victim-table-0-1").orElseThrow()));
            ends.put(Operation.CREATE, attempt("create", () -> create(platform)));
            succeeds("write beside it", () -> write(NEIGHBOUR, neighbour, 50, "beside"));
            succeeds("flush beside it", neighbour::flush);
            succeeds("reads beside it", () -> check(NEIGHBOUR, neighbour));
            assertTrue(fault.hasStruck(), name() + " had nothing to do");
            counted = failures(platform);
            then = then(platform, victim);
            checkAfter(files.afterPowerCut(new Random(Seed.get())));
        } finally {
            close(platform);
        }
        checkAfter(files);
        fault.letOut();
        Effect effect = new Effect(ends, then);
        assertTrue(effect.isNone() || isCallersAlone() || isNamed(), () -> name() + " is not named: " + said);
        assertTrue(
                effect.isNone() || fault.what() == Misbehaviour.NEVER_RETURNS || counted > 0,
                () -> name() + " is not counted: " + said);
        return effect;
    }

    /** Makes a tenant like the victim. If it is there and cannot be opened, it can be dropped. */
    private void create(StoragePlatform platform) {
        try {
            platform.create(CREATED, part.victim()).close();
        } finally {
            if (platform.tenants().stream().anyMatch(tenant -> tenant.id().equals(CREATED))) {
                platform.drop(CREATED);
            }
        }
    }

    private StoragePlatform open(StrictMemVfs device, long drainMillis) {
        provider = part.of(fault);
        StoragePlatformBuilder builder = StoragePlatform.builder(Path.of("memory"))
                .use(VfsProviders.of(device))
                .use(provider)
                .set("engine.vfs", VfsProviders.NAME)
                .set("engine.drain_timeout_ms", drainMillis)
                .set("engine.stall_timeout_ms", DRAIN_MILLIS)
                .set("encryption.timeout_ms", drainMillis)
                .set("wal.max_file_mb", 1)
                .set("sstable.cache_mb", 0)
                .set("sstable.large_value_bytes", 4_096)
                .set("compaction.enabled", device == files ? "false" : "true")
                .set("compaction.check_interval_ms", 50)
                .set("compaction.min_size_mb", 0)
                .set("compaction.size_tier_threshold", 2)
                .set(part.parameter(), fault.givenName());
        if (part.parameter().equals("sstable.codec")) {
            builder.set("sstable.bottom_codec", fault.givenName());
        }
        return builder.open();
    }

    /** Waits for the merge of the victim's tables. */
    private End merge(TenantStore victim) {
        boolean[] done = new boolean[1];
        await(
                fault.what() == Misbehaviour.NEVER_RETURNS && part != BadPart.STRATEGY ? WAITS_MILLIS : MERGES_MILLIS,
                () -> {
                    done[0] = victim.tables().size() == 1;
                    return done[0] || failedMerges > 5 && part != BadPart.STRATEGY;
                });
        return done[0] ? End.DONE : failedMerges > 0 ? End.FAILS : End.WAITS;
    }

    private String then(StoragePlatform platform, TenantStore victim) throws Exception {
        String takeover = said.stream()
                .filter(line -> line.contains("takes over"))
                .map(line -> line.replaceAll(".*'(.*)' takes over.*", "`$1` takes over"))
                .findFirst()
                .orElse("");
        if (fault.what() == Misbehaviour.NEVER_RETURNS) {
            return takeover;
        }
        fault.disarm();
        platform.components().install(part.of(new Fault(fault.givenName(), fault.what())));
        await(PATIENCE_MILLIS, () -> {
            try {
                victim.flush();
                return true;
            } catch (RuntimeException e) {
                return false;
            }
        });
        succeeds("write after it", () -> write(VICTIM, victim, 20, "afterwards"));
        succeeds("flush after it", victim::flush);
        succeeds("compact after it", victim::compact);
        succeeds("reads after it", () -> check(VICTIM, victim));
        succeeds("create after it", () -> create(platform));
        return takeover;
    }

    private long failures(StoragePlatform platform) {
        return platform.components().list().stream()
                .filter(each -> each.name().equals(fault.givenName()))
                .mapToLong(ComponentInfo::failures)
                .sum();
    }

    private void close(StoragePlatform platform) throws Exception {
        FutureTask<Void> close = new FutureTask<>(platform::close, null);
        Thread.ofPlatform().daemon().name("close").start(close);
        try {
            close.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // where the machine has much to do, the log and the disk do not return in that time either
            assertTrue(
                    fault.what() == Misbehaviour.NEVER_RETURNS
                            && String.valueOf(e.getCause()).contains("stays locked until a call of the log"),
                    () -> name() + ": " + e.getCause());
            fault.disarm();
            await(PATIENCE_MILLIS, () -> isFree(files));
        }
    }

    private boolean isFree(StrictMemVfs device) {
        try (StoragePlatform again = open(device, PATIENCE_MILLIS)) {
            return again != null;
        } catch (DirectoryInUseException e) {
            return false;
        }
    }

    /** Opens what is there with the plug-in as it should be, and looks for every acknowledged row. */
    private void checkAfter(StrictMemVfs device) throws Exception {
        fault.disarm();
        try (StoragePlatform again = open(device, PATIENCE_MILLIS)) {
            for (TenantId tenant : List.of(VICTIM, NEIGHBOUR)) {
                check(tenant, again.open(tenant));
                if (device == files) {
                    assertEquals(0, again.scrub(tenant).findings().size(), name());
                }
            }
        }
    }

    /** What may not come back. */
    private interface Attempt {
        void run() throws Exception;
    }

    private void succeeds(String what, Attempt attempt) throws Exception {
        assertEquals(End.DONE, attempt(what, attempt), () -> name() + ", " + what + ": " + said);
    }

    private End attempt(String what, Attempt attempt) throws Exception {
        FutureTask<Void> task = new FutureTask<>(() -> {
            attempt.run();
            return null;
        });
        Thread.ofPlatform()
                .daemon()
                .name(what.endsWith("beside it") ? what : VICTIM + " " + what)
                .start(task);
        try {
            task.get(
                    fault.what() == Misbehaviour.NEVER_RETURNS && !what.contains(" ") ? WAITS_MILLIS : PATIENCE_MILLIS,
                    TimeUnit.MILLISECONDS);
            return End.DONE;
        } catch (ExecutionException e) {
            said.add(what + ": " + e.getCause());
            assertTrue(
                    e.getCause() instanceof StorageException || what.contains(" "),
                    () -> name() + ", " + what + ": callers get what it throws as it is: " + e.getCause());
            return End.FAILS;
        } catch (TimeoutException e) {
            said.add(what + " waits");
            return End.WAITS;
        }
    }

    /** Makes a table of many rows. */
    private void load(TenantId tenant, TenantStore store, String kind) {
        WriteBatch batch = store.newBatch();
        for (int i = 0; i < ROWS; i++) {
            batch.put(key(tenant, kind, i).getBytes(UTF_8), VALUE);
            written(tenant).put(key(tenant, kind, i), VALUE);
        }
        store.write(batch);
        store.flush();
    }

    private void write(TenantId tenant, TenantStore store, int rows, String kind) {
        for (int i = 0; i < rows; i++) {
            store.put(key(tenant, kind, i), VALUE);
            written(tenant).put(key(tenant, kind, i), VALUE);
        }
    }

    private Map<String, byte[]> written(TenantId tenant) {
        return written.computeIfAbsent(tenant, first -> new ConcurrentHashMap<>());
    }

    static String key(TenantId tenant, String kind, int i) {
        return (tenant.equals(VICTIM) ? VICTIM + "-" : "") + kind + "-" + i;
    }

    private void check(TenantId tenant, TenantStore store) {
        Map<String, byte[]> missing = new ConcurrentHashMap<>(written(tenant));
        try (Cursor cursor = store.scan(ScanRequest.all())) {
            for (int row = 0; cursor.next(); row++) {
                String key = cursor.entity().toText();
                missing.remove(key);
                byte[] value = new byte[cursor.valueLength()];
                cursor.copyValue(value, 0);
                assertArrayEquals(VALUE, value, key);
                if (row % LOOKED_UP == 0) {
                    assertArrayEquals(VALUE, store.get(key).orElseThrow(), key);
                }
            }
        }
        assertEquals(Map.of(), missing, name());
    }

    private void listen(StorageEvent event) {
        said.add(event.type() + " " + event.message());
        if (event.type() == StorageEvent.Type.FAILURE
                && event.tenant().filter(VICTIM::equals).isPresent()
                && event.message().contains("compaction")) {
            failedMerges++;
        }
    }

    /** Returns whether nothing but a call waits, whose caller sees by its stack what for. */
    private boolean isCallersAlone() {
        return fault.what() == Misbehaviour.NEVER_RETURNS && (part == BadPart.GUARD || part == BadPart.TABLE_READER);
    }

    /** Returns whether an error, an event or the log says which plug-in it is; a mere replacement is no such thing. */
    private boolean isNamed() {
        return Stream.concat(said.stream(), log.stream())
                .filter(line -> line.contains(fault.givenName()))
                .anyMatch(line -> line.contains("fail")
                        || line.contains("return")
                        || line.contains("answered")
                        || line.contains("no use"));
    }

    private String name() {
        return fault.givenName();
    }

    private static void await(long millis, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!condition.getAsBoolean() && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
    }
}
