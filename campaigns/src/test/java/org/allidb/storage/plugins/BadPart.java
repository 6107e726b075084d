package org.allidb.storage.plugins;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.allidb.storage.plugins.Misbehaviour.ENDLESS;
import static org.allidb.storage.plugins.Misbehaviour.GREEDY;
import static org.allidb.storage.plugins.Misbehaviour.NEVER_RETURNS;
import static org.allidb.storage.plugins.Misbehaviour.NONSENSE;
import static org.allidb.storage.plugins.Misbehaviour.NULL;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.allidb.storage.api.Kind;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.Quota;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.spi.codec.Codec;
import org.allidb.storage.spi.compaction.CompactionDebt;
import org.allidb.storage.spi.compaction.CompactionScheduler;
import org.allidb.storage.spi.compaction.CompactionSchedulerProvider;
import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.spi.compaction.CompactionTask;
import org.allidb.storage.spi.compaction.CompactionView;
import org.allidb.storage.spi.compaction.MergeExecutor;
import org.allidb.storage.spi.compaction.MergeJob;
import org.allidb.storage.spi.compaction.MergeResult;
import org.allidb.storage.spi.compaction.TableSummary;
import org.allidb.storage.spi.entry.EntryBatch;
import org.allidb.storage.spi.entry.EntryRun;
import org.allidb.storage.spi.entry.KeyEncoding;
import org.allidb.storage.spi.entry.KeyHash;
import org.allidb.storage.spi.entry.LookupKey;
import org.allidb.storage.spi.entry.RunCursor;
import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.spi.filter.KeyFilter;
import org.allidb.storage.spi.keys.KeyProvider;
import org.allidb.storage.spi.memtable.Memtable;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.sstable.TableFormatProvider;
import org.allidb.storage.spi.sstable.TableProperties;
import org.allidb.storage.spi.sstable.TableReader;
import org.allidb.storage.spi.sstable.TableWriter;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.throttle.Throttler;
import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.spi.wal.WriteAheadLog;
import org.allidb.storage.spi.wal.WriteAheadLogProvider;
import org.allidb.storage.testkit.DeflateCodec;
import org.allidb.storage.testkit.MemoryKeys;

/**
 * A call of a part in which it misbehaves. Where a part can tell whose work it does, it does so for {@link #VICTIM} alone.
 */
enum BadPart {
    STRATEGY("strategy", "compaction.strategy", EnumSet.noneOf(Misbehaviour.class)) {
        @Override
        Provider of(Fault fault) {
            CompactionStrategy real = Sound.builtIn(ServiceLoader.load(CompactionStrategy.class), "size-tiered");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "propose" ->
                            isVictims((CompactionView) args[0])
                                    ? fault.call(sound, () -> Optional.of(task(fault.what(), (CompactionView) args[0])))
                                    : sound.call();
                        default -> sound.call();
                    },
                    CompactionStrategy.class,
                    real);
        }
    },
    DEBT("strategy, asked for its debt", "compaction.strategy", EnumSet.of(ENDLESS, GREEDY)) {
        @Override
        Provider of(Fault fault) {
            CompactionStrategy real = Sound.builtIn(ServiceLoader.load(CompactionStrategy.class), "size-tiered");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "debt" ->
                            isVictims((CompactionView) args[0])
                                    ? fault.call(sound, () -> CompactionDebt.of(4711, -1))
                                    : sound.call();
                        default -> sound.call();
                    },
                    CompactionStrategy.class,
                    real);
        }
    },
    EXECUTOR("merge executor", "compaction.executor", EnumSet.of(ENDLESS, GREEDY)) {
        @Override
        Provider of(Fault fault) {
            MergeExecutor real = Sound.builtIn(ServiceLoader.load(MergeExecutor.class), "stream");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "merge" -> merge(fault, real, (MergeJob) args[0]);
                        default -> sound.call();
                    },
                    MergeExecutor.class,
                    real);
        }
    },
    THROTTLER("throttler", "compaction.throttler", EnumSet.of(ENDLESS, GREEDY, NULL, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            ThrottlerProvider real = Sound.builtIn(ServiceLoader.load(ThrottlerProvider.class), "token-bucket");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "create" ->
                            Sound.behind(
                                    (call, callArgs, callSound) ->
                                            call.getName().equals("acquire")
                                                    ? fault.call(callSound, REFUSAL)
                                                    : callSound.call(),
                                    Throttler.class,
                                    (Throttler) sound.call());
                        default -> sound.call();
                    },
                    ThrottlerProvider.class,
                    real);
        }
    },
    COMPRESSION("codec, compressing", "sstable.codec", EnumSet.of(ENDLESS, GREEDY, NULL)) {
        @Override
        Provider of(Fault fault) {
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "compress" -> isVictims((byte[]) args[0]) ? fault.call(sound, () -> 3) : sound.call();
                        default -> sound.call();
                    },
                    Codec.class,
                    new DeflateCodec());
        }
    },
    DECOMPRESSION("codec, decompressing", "sstable.codec", EnumSet.of(ENDLESS, GREEDY, NULL)) {
        @Override
        Provider of(Fault fault) {
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "decompress" -> {
                            Object done = sound.call();
                            yield isVictims((byte[]) args[3])
                                    ? fault.call(() -> done, () -> {
                                        Arrays.fill((byte[]) args[3], (byte) 7);
                                        return done;
                                    })
                                    : done;
                        }
                        default -> sound.call();
                    },
                    Codec.class,
                    new DeflateCodec());
        }
    },
    FILTER_BUILT("filter, built", "sstable.filter", EnumSet.of(ENDLESS, GREEDY)) {
        @Override
        Provider of(Fault fault) {
            FilterProvider real = Sound.builtIn(ServiceLoader.load(FilterProvider.class), "fuse");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "build" ->
                            Arrays.stream((long[]) args[0]).anyMatch(VictimHashes.ALL::contains)
                                    ? fault.call(sound, () -> new byte[(int) real.maxBytes((int) args[1], 10)])
                                    : sound.call();
                        default -> sound.call();
                    },
                    FilterProvider.class,
                    real);
        }
    },
    FILTER_ASKED("filter, asked", "sstable.filter", EnumSet.of(ENDLESS, GREEDY, NULL, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            FilterProvider real = Sound.builtIn(ServiceLoader.load(FilterProvider.class), "fuse");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "read" ->
                            Sound.behind(
                                    (call, callArgs, callSound) -> VictimHashes.ALL.contains((Long) callArgs[0])
                                            ? fault.call(callSound, REFUSAL)
                                            : callSound.call(),
                                    KeyFilter.class,
                                    (KeyFilter) sound.call());
                        default -> sound.call();
                    },
                    FilterProvider.class,
                    real);
        }
    },
    TABLE_WRITER("table format, writing", "sstable.provider", EnumSet.of(ENDLESS, GREEDY)) {
        @Override
        Provider of(Fault fault) {
            return format(fault, TableWriterFront::new, null);
        }
    },
    TABLE_READER("table format, reading", "sstable.provider", EnumSet.of(ENDLESS, GREEDY, NULL, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            return format(
                    fault,
                    null,
                    (method, args, sound) -> method.getName().equals("get") && isVictims(((LookupKey) args[0]).bytes())
                            ? fault.call(sound, REFUSAL)
                            : sound.call());
        }
    },
    NEW_MEMTABLE("memtable, made", "memtable.provider", EnumSet.of(ENDLESS, GREEDY, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            MemtableProvider real = Sound.builtIn(ServiceLoader.load(MemtableProvider.class), "btree");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "create" ->
                            Thread.currentThread().getName().startsWith(VICTIM.toString())
                                    ? fault.call(sound, REFUSAL)
                                    : sound.call();
                        default -> sound.call();
                    },
                    MemtableProvider.class,
                    real);
        }
    },
    MEMTABLE("memtable, written", "memtable.provider", EnumSet.of(ENDLESS, GREEDY, NULL, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            MemtableProvider real = Sound.builtIn(ServiceLoader.load(MemtableProvider.class), "btree");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "create" ->
                            Sound.behind(
                                    (call, callArgs, callSound) ->
                                            call.getName().equals("apply")
                                                            && isVictims(((EntryBatch) callArgs[0]).bytes())
                                                    ? fault.call(callSound, REFUSAL)
                                                    : callSound.call(),
                                    Memtable.class,
                                    (Memtable) sound.call());
                        default -> sound.call();
                    },
                    MemtableProvider.class,
                    real);
        }
    },
    LOG("log", "wal.provider", EnumSet.of(ENDLESS, GREEDY, NULL, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            WriteAheadLogProvider real = Sound.builtIn(ServiceLoader.load(WriteAheadLogProvider.class), "segmented");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "open" ->
                            Sound.behind(
                                    (call, callArgs, callSound) ->
                                            call.getName().equals("append") && isVictims((byte[]) callArgs[2])
                                                    ? fault.call(callSound, REFUSAL)
                                                    : callSound.call(),
                                    WriteAheadLog.class,
                                    (WriteAheadLog) sound.call());
                        default -> sound.call();
                    },
                    WriteAheadLogProvider.class,
                    real);
        }
    },
    SCHEDULER("scheduler", "compaction.scheduler", EnumSet.of(ENDLESS, GREEDY, NULL, NONSENSE, NEVER_RETURNS)) {
        @Override
        Provider of(Fault fault) {
            CompactionSchedulerProvider real =
                    Sound.builtIn(ServiceLoader.load(CompactionSchedulerProvider.class), "fair");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "create" ->
                            Sound.behind(
                                    (call, callArgs, callSound) ->
                                            call.getName().equals("signal")
                                                    ? fault.call(callSound, REFUSAL)
                                                    : callSound.call(),
                                    CompactionScheduler.class,
                                    (CompactionScheduler) sound.call());
                        default -> sound.call();
                    },
                    CompactionSchedulerProvider.class,
                    real);
        }
    },
    POLICY("policy of quotas", "tenants.policy", EnumSet.of(ENDLESS, GREEDY, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            QuotaPolicy real = Sound.builtIn(ServiceLoader.load(QuotaPolicy.class), "ladder");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        // the victim alone has a limit
                        case "step" -> fault.call(sound, REFUSAL);
                        default -> sound.call();
                    },
                    QuotaPolicy.class,
                    real);
        }
    },
    KEYS_WRAP("keys, wrapping", "encryption.provider", EnumSet.of(ENDLESS, GREEDY)) {
        @Override
        Provider of(Fault fault) {
            return keys(fault, "wrap", () -> new byte[5_000]);
        }
    },
    KEYS_UNWRAP("keys, unwrapping", "encryption.provider", EnumSet.of(ENDLESS, GREEDY)) {
        @Override
        Provider of(Fault fault) {
            return keys(fault, "unwrap", () -> new byte[32]);
        }
    },
    GUARD("tenant guard", "tenants.guard", EnumSet.of(ENDLESS, GREEDY, NULL, NONSENSE)) {
        @Override
        Provider of(Fault fault) {
            TenantGuardProvider real = Sound.builtIn(ServiceLoader.load(TenantGuardProvider.class), "quota");
            return Sound.behind(
                    (method, args, sound) -> switch (method.getName()) {
                        case "name" -> fault.name();
                        case "open" -> Sound.behind(guard(fault), TenantGuard.class, (TenantGuard) sound.call());
                        default -> sound.call();
                    },
                    TenantGuardProvider.class,
                    real);
        }
    };

    /** The tenant whose work goes wrong. */
    static final TenantId VICTIM = TenantId.of("victim");

    private static final Fault.Nonsense REFUSAL = () -> {
        throw new IllegalArgumentException("not today");
    };

    private final String title;
    private final String parameter;
    private final Set<Misbehaviour> senseless;

    BadPart(String title, String parameter, Set<Misbehaviour> senseless) {
        this.title = title;
        this.parameter = parameter;
        this.senseless = senseless;
    }

    /** Returns the settings of its victim: policies are asked about tenants that have a limit alone, and keys for encrypted ones. */
    TenantSettings victim() {
        return TenantSettings.DEFAULTS
                .withQuota(Quota.ofDisk(1L << 30))
                .withEncrypted(parameter.startsWith("encryption."));
    }

    /** Returns its name in the table. */
    String title() {
        return title;
    }

    /** Returns the parameter that names it. */
    String parameter() {
        return parameter;
    }

    /** Returns whether a call of this kind can misbehave so, and the engine can contain it. */
    boolean can(Misbehaviour what) {
        return !senseless.contains(what);
    }

    /** Returns a provider that misbehaves as soon as its fault is armed. */
    abstract Provider of(Fault fault);

    /** The hashes by which filters know the rows of the victim. */
    private static final class VictimHashes {

        static final Set<Long> ALL = Stream.of("table-0", "table-1", "meanwhile", "afterwards")
                .flatMap(kind -> IntStream.range(0, Trial.ROWS).mapToObj(i -> Trial.key(VICTIM, kind, i)))
                .map(key -> KeyEncoding.encode(key.getBytes(UTF_8), Kind.VALUE.code(), new byte[0]))
                .map(key -> KeyHash.hash(key, 0, key.length))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Makes what stands in front of a table's writer. */
    private interface WriterFront {
        Sound.Front of(Fault fault);
    }

    private static boolean isVictims(byte[] bytes) {
        return new String(bytes, UTF_8).contains("victim");
    }

    private static boolean isVictims(CompactionView view) {
        return view.tables().stream()
                .anyMatch(table -> isVictims(table.properties().minKey()));
    }

    private static CompactionTask task(Misbehaviour what, CompactionView view) {
        List<Long> idle = view.tables().stream()
                .filter(table -> !table.busy())
                .sorted(Comparator.comparingLong(
                        (TableSummary table) -> -table.properties().tableId()))
                .map(table -> table.properties().tableId())
                .toList();
        return switch (what) {
            case ENDLESS -> CompactionTask.Merge.of(idle.subList(0, 1), 0, false, "once more");
            case GREEDY -> CompactionTask.Drop.of(idle, "away with it");
            default -> CompactionTask.Merge.of(List.of(4711L), 0, false, "nonsense");
        };
    }

    private static MergeResult merge(Fault fault, MergeExecutor real, MergeJob job) throws Throwable {
        boolean[] victims = new boolean[1];
        MergeJob watched = MergeJob.of(
                job.inputs().stream()
                        .map(input -> MergeJob.Input.of(watched(input.cursor(), victims), input.rangeTombstones()))
                        .toList(),
                job.outputs(),
                job.targetFileBytes(),
                job.retention(),
                job.throttler(),
                job.cancelled());
        MergeResult result = real.merge(watched);
        return victims[0]
                ? (MergeResult) fault.call(
                        () -> result,
                        () -> Sound.behind(
                                (method, args, sound) -> method.getName().equals("outputs") ? List.of() : sound.call(),
                                MergeResult.class,
                                result))
                : result;
    }

    private static RunCursor watched(RunCursor cursor, boolean[] victims) {
        return Sound.behind(
                (method, args, sound) -> {
                    Object done = sound.call();
                    victims[0] |= method.getName().equals("fill") && isVictims(((EntryRun) args[0]).keys());
                    return done;
                },
                RunCursor.class,
                cursor);
    }

    private static Provider format(Fault fault, WriterFront writers, Sound.Front readers) {
        TableFormatProvider real = Sound.builtIn(ServiceLoader.load(TableFormatProvider.class), "block");
        Sound.Front format = (method, args, sound) -> switch (method.getName()) {
            case "create" ->
                writers == null
                        ? sound.call()
                        : Sound.behind(writers.of(fault), TableWriter.class, (TableWriter) sound.call());
            case "open" ->
                readers == null ? sound.call() : Sound.behind(readers, TableReader.class, (TableReader) sound.call());
            default -> sound.call();
        };
        return Sound.behind(
                (method, args, sound) -> switch (method.getName()) {
                    case "name" -> fault.name();
                    case "open" -> Sound.behind(format, TableFormat.class, (TableFormat) sound.call());
                    default -> sound.call();
                },
                TableFormatProvider.class,
                real);
    }

    private static Provider keys(Fault fault, String call, Fault.Nonsense nonsense) {
        return Sound.behind(
                (method, args, sound) -> method.getName().equals("name")
                        ? fault.name()
                        : method.getName().equals(call) ? fault.call(sound, nonsense) : sound.call(),
                KeyProvider.class,
                new MemoryKeys("master"));
    }

    private static Sound.Front guard(Fault fault) {
        return (method, args, sound) -> {
            Object made = sound.call();
            return method.getName().equals("access") && VICTIM.equals(args[0])
                    ? Sound.behind(
                            (call, callArgs, callSound) -> call.getName().equals("admitWrite")
                                    ? fault.call(callSound, REFUSAL)
                                    : callSound.call(),
                            TenantAccess.class,
                            (TenantAccess) made)
                    : made;
        };
    }

    /** Misbehaves at the end of a table of the victim. */
    private static final class TableWriterFront implements Sound.Front {

        private final Fault fault;
        private boolean victims;

        TableWriterFront(Fault fault) {
            this.fault = fault;
        }

        @Override
        public Object call(Method method, Object[] args, Callable<Object> sound) throws Throwable {
            if (method.getName().equals("add")) {
                victims |= isVictims(((EntryRun) args[0]).keys());
            }
            return method.getName().equals("finish") && victims
                    ? fault.call(sound, () -> TableProperties.of(4711, 4711).build())
                    : sound.call();
        }
    }
}
