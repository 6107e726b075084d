package org.allidb.storage.metamorphic;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoragePlatformBuilder;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.TenantSuspendedException;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.metamorphic.Cell.Visibility;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.FaultyVfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.StrictMemVfs;
import org.allidb.storage.testkit.TestRuntime;
import org.allidb.storage.testkit.VfsProviders;

/** One platform on its file system, with its clock and its tenants, and what is known of them. Used by one thread. */
final class World {

    private static final int SLOTS = 4;
    private static final double SCARCE_MB = 0.5;

    private final OperationLog log;
    private final boolean comparable;
    private final ManualClock clock = new ManualClock();
    private final FaultInjector faults = new FaultInjector();
    private final List<TenantSlot> slots = new ArrayList<>();
    private final Map<Long, Map<TenantId, Saved>> backups = new TreeMap<>();
    private final List<Provider> swappedIn = new ArrayList<>();
    private final List<Provider> providers;
    private StrictMemVfs files = new StrictMemVfs();
    private StorageConfiguration configuration;
    private StorageRuntime runtime;
    private StoragePlatform platform;
    private long latestMillis;
    private long longestSyncInterval;

    /**
     * A tenant as a backup has it.
     *
     * @param model its rows
     * @param settings its settings
     */
    record Saved(TenantModel model, TenantSettings settings) {}

    /**
     * An empty world.
     *
     * @param configuration how the platform is opened
     * @param comparable whether the answers must not depend on the configuration
     * @param providers components beside those that are found
     * @param log takes what happens
     */
    World(StorageConfiguration configuration, boolean comparable, List<Provider> providers, OperationLog log) {
        this.providers = providers;
        this.configuration = configuration;
        this.comparable = comparable;
        this.log = log;
        this.latestMillis = clock.wallMillis();
        this.runtime = newRuntime();
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new TenantSlot("tenant-" + i));
        }
        this.platform = open(List.of());
    }

    OperationLog log() {
        return log;
    }

    boolean comparable() {
        return comparable;
    }

    ManualClock clock() {
        return clock;
    }

    FaultInjector faults() {
        return faults;
    }

    List<TenantSlot> slots() {
        return slots;
    }

    Map<Long, Map<TenantId, Saved>> backups() {
        return backups;
    }

    /** Providers that were put in the place of built-in ones since the platform was opened. */
    List<Provider> swappedIn() {
        return swappedIn;
    }

    StrictMemVfs files() {
        return files;
    }

    StoragePlatform platform() {
        return platform;
    }

    StorageConfiguration configuration() {
        return configuration;
    }

    /** The platform has another configuration now. */
    void configured(StorageConfiguration now) {
        configuration = now;
        longestSyncInterval = Math.max(longestSyncInterval, now.wal().syncIntervalMs());
    }

    // ---------------------------------------------------------------- time

    long now() {
        return clock.wallMillis();
    }

    Visibility visibility(Cell cell) {
        return cell.at(now(), latestMillis);
    }

    long latest() {
        return latestMillis;
    }

    /** Lets time go by; what was acknowledged long enough ago is durable then. */
    void advance(long millis) {
        letPass(millis);
        if (millis >= longestSyncInterval && !hasThreads()) {
            markDurable();
        }
    }

    /** Lets time go by. */
    void letPass(long millis) {
        clock.advanceMillis(millis);
        tick();
        runBackground();
    }

    /** Sets the wall clock. */
    void jump(long millis) {
        clock.jumpMillis(millis);
        tick();
    }

    private void tick() {
        latestMillis = Math.max(latestMillis, now());
    }

    /**
     * Before a write that brings no timestamp: if tombstones may be gone that are ahead of what the engine would give
     * after the clock went back, the engine gives more, and how much depends on what was merged; so time catches up. So it does with the timestamp of a
     * load that came to nothing, which the engine forgets when the tenant is closed.
     */
    void settleClock(TenantModel model) {
        long next = Math.max(model.lastTimestamp() + 1, clock.wallMicros());
        long reached = Math.max(latestMillis * 1_000 + 999, model.reachedTimestamp());
        if (next <= Math.min(model.greatestPurgeable(), reached)) {
            jump((reached - clock.wallMicros()) / 1_000 + 1);
        }
        if (clock.wallMicros() <= model.unusedTimestamp()) {
            jump((model.unusedTimestamp() - clock.wallMicros()) / 1_000 + 1);
        }
    }

    // ---------------------------------------------------------------- background work

    boolean hasThreads() {
        return !(runtime instanceof SteppedRuntime);
    }

    /** Lets background work run, if there are no threads for it. */
    void runBackground() {
        if (runtime instanceof SteppedRuntime stepped) {
            stepped.runAll();
        }
    }

    /** After an operation: lets background work run, unless it may as well wait until writers had to wait for it. */
    void rest(Draw draw) {
        // drawn whether there is work or not: what an operation draws after it must not depend on the configuration
        boolean now = draw.oneIn(3);
        if (runtime instanceof SteppedRuntime stepped && stepped.waiting() > 0) {
            boolean scarce = configuration.memtable().totalMb() <= SCARCE_MB;
            // one task flushes all that a tenant has sealed
            int mayWait = Math.max(0, configuration.memtable().maxImmutable() - 2);
            if (scarce || slots.stream().anyMatch(slot -> sealedOf(slot) > mayWait) || now) {
                stepped.runAll();
            }
        }
    }

    /** Memtables of a tenant that wait for their flush; none if it is not open. */
    private static int sealedOf(TenantSlot slot) {
        TenantStore open = slot.openStore();
        return open == null || slot.suspended() ? 0 : open.statistics().memtables() - 1;
    }

    /**
     * Whether a write would wait for background work although that was just given its turn: where there is one thread it
     * would wait for ever.
     */
    boolean wouldStall(TenantSlot slot) {
        if (hasThreads()) {
            return false;
        }
        boolean scarce = configuration.memtable().totalMb() <= SCARCE_MB;
        int most = scarce ? 1 : configuration.memtable().maxImmutable();
        if (scarce || sealed(slot) >= most) {
            runBackground();
        }
        return sealed(slot) >= most || scarce && faults.mayFail();
    }

    private int sealed(TenantSlot slot) {
        return store(slot).statistics().memtables() - 1;
    }

    /** Runs an action that may wait for background work. */
    void atOnce(Runnable action) {
        if (runtime instanceof SteppedRuntime stepped) {
            stepped.atOnce(action);
        } else {
            action.run();
        }
    }

    // ---------------------------------------------------------------- tenants

    /** A tenant that can be used; made if there is none. */
    TenantSlot usable(Draw draw) {
        List<TenantSlot> there = slots.stream().filter(TenantSlot::exists).toList();
        if (there.isEmpty()) {
            TenantSlot slot = slots.getFirst();
            atOnce(() -> slot.openStore(platform.openOrCreate(slot.id())));
            slot.created(new TenantModel(), TenantSettings.DEFAULTS);
            return slot;
        }
        TenantSlot slot = there.get(draw.below(there.size()));
        if (slot.suspended()) {
            Checks.refused(TenantSuspendedException.class, () -> platform.open(slot.id()));
            resume(slot);
        }
        log.note("tenant", slots.indexOf(slot));
        return slot;
    }

    void resume(TenantSlot slot) {
        atOnce(() -> platform.resume(slot.id()));
        slot.suspended(false);
    }

    /** The tenant's store, opened if need be. */
    TenantStore store(TenantSlot slot) {
        TenantStore open = slot.openStore();
        if (open == null) {
            atOnce(() -> slot.openStore(platform.open(slot.id())));
            return slot.openStore();
        }
        return open;
    }

    // ---------------------------------------------------------------- the platform

    /** Opens the backups for a while. */
    void withBackups(Consumer<BackupDirectory> action) {
        atOnce(() -> {
            try (BackupDirectory directory = platform.backups(Path.of("backups"))) {
                action.accept(directory);
            }
        });
    }

    /** Closes the platform; everything is durable then. */
    void close() {
        closePlatform();
        markDurable();
    }

    /** Closes the platform. */
    void closePlatform() {
        atOnce(() -> {
            slots.forEach(TenantSlot::closeAll);
            platform.close();
        });
    }

    /** Everything that was written survives a power cut. */
    void markDurable() {
        slots.stream().filter(TenantSlot::exists).forEach(slot -> slot.model().markDurable());
    }

    /** Opens the platform again after a close, under the configuration that was set last. */
    void reopen(List<Provider> others) {
        swappedIn.clear();
        runtime = newRuntime();
        platform = open(others);
    }

    /**
     * Opens what a power cut left; the platform that was open is forgotten.
     *
     * @param image what it left
     */
    void reopenOn(StrictMemVfs image) {
        forgetPlatform(image);
        reopen(List.of());
    }

    /**
     * The platform is gone without a close.
     *
     * @param image what it left
     */
    void forgetPlatform(StrictMemVfs image) {
        slots.forEach(TenantSlot::forgetOpen);
        files = image;
    }

    /** Lets everything that programs have written be on the device. */
    void syncAll() {
        try {
            syncAll(files);
        } catch (IOException e) {
            throw new AssertionError("the file system in memory does not fail by itself", e);
        }
    }

    private static void syncAll(Vfs directory) throws IOException {
        for (String name : directory.list("")) {
            if (directory.kind(name) == Vfs.FileKind.DIRECTORY) {
                syncAll(directory.in(name));
            } else {
                try (var file = directory.open(name)) {
                    file.sync();
                }
            }
        }
        directory.syncDirectory("");
    }

    private StorageRuntime newRuntime() {
        return configuration.engine().runtime().equals(SteppedRuntime.NAME)
                ? new SteppedRuntime(clock)
                : new TestRuntime(clock);
    }

    private StoragePlatform open(List<Provider> others) {
        longestSyncInterval = configuration.wal().syncIntervalMs();
        StoragePlatformBuilder builder = StoragePlatform.builder(Path.of("data"))
                .configuration(configuration)
                .use(VfsProviders.ofDirectoriesIn(new FaultyVfs(files, faults)))
                .use(runtime)
                .use(Relays.throttler(Relays.COUNTING));
        providers.forEach(builder::use);
        others.forEach(builder::use);
        List<StoragePlatform> opened = new ArrayList<>();
        atOnce(() -> opened.add(builder.open()));
        return opened.getFirst();
    }
}
