package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.engine.internal.backup.BackupRepository;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate.Pass;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.engine.internal.log.Logs;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderFollower;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.scrub.Scrubber;
import org.allidb.storage.engine.internal.tenant.StrategyRunner;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.engine.internal.tenant.TenantUse;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue;
import org.allidb.storage.engine.internal.value.TenantInfoValue;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.Vfs.FileKind;
import org.allidb.storage.spi.vfs.VfsProvider;

/** An open data directory. */
public final class LsmPlatform implements StoragePlatform {

    private static final Logger LOG = System.getLogger(LsmPlatform.class.getName());
    /** Shares of the time that a close may take: what tenants have for their flushes, and what is kept for the log. */
    private static final double SHARE_OF_TENANTS = 0.75;

    private static final double SHARE_OF_LOG = 0.2;

    private final StorageDirectory directory;
    private final PlatformServices services;
    private final TenantGuard guard;
    private final OpenTenants tenants;
    private final CommitLog log;
    private final PlatformComponents components;
    private final Scrubber scrubber;
    private final PlatformGate gate;
    private final PlatformChanges changes;
    private final long recoveryNanos;

    private LsmPlatform(
            StorageDirectory directory,
            PlatformServices services,
            TenantGuard guard,
            OpenTenants tenants,
            CommitLog log,
            PlatformGate gate,
            ProviderFollower follower,
            Origins origins,
            long recoveryNanos) {
        this.directory = directory;
        this.services = services;
        this.guard = guard;
        this.tenants = tenants;
        this.log = log;
        this.recoveryNanos = recoveryNanos;
        this.components = new PlatformComponents(services, origins);
        this.scrubber = new Scrubber(services, tenants);
        this.gate = gate;
        this.changes = new PlatformChanges(
                services, guard, tenants, log, scrubber, services.diskWatch(
                        ).watch(directory.files(), ""), gate, follower);
    }

    /**
     * Opens a data directory.
     *
     * @param path the directory
     * @param configuration the configuration
     * @param providers the installed providers; changes of it are followed until the platform is closed
     * @param origins tells where providers come from
     * @return the platform
     */
    public static LsmPlatform open(
            Path path, StorageConfiguration configuration, ProviderRegistry providers, Origins origins) {
        StorageDirectory directory;
        try {
            directory = StorageDirectory.open(vfs(configuration, providers).open(path), path, Purpose.DATA);
        } catch (IOException e) {
            throw StorageErrors.of("opening the data directory " + path, e);
        }
        try {
            return open(directory, configuration, providers, origins);
        } catch (IOException e) {
            closeAfter(directory, e);
            throw StorageErrors.of("opening the data directory " + path, e);
        } catch (RuntimeException | Error e) {
            closeAfter(directory, e);
            throw e;
        }
    }

    private static VfsProvider vfs(StorageConfiguration configuration, ProviderRegistry providers) {
        return providers.require(
                ComponentKind.VFS, VfsProvider.class, configuration.engine().vfs());
    }

    private static LsmPlatform open(
            StorageDirectory directory,
            StorageConfiguration configuration,
            ProviderRegistry providers,
            Origins origins)
            throws IOException {
        ProviderFollower follower = new ProviderFollower(providers);
        try {
            return open(directory, configuration, follower, origins);
        } catch (IOException | RuntimeException | Error e) {
            follower.close();
            throw e;
        }
    }

    private static LsmPlatform open(
            StorageDirectory directory, StorageConfiguration configuration, ProviderFollower follower, Origins origins)
            throws IOException {
        ProviderRegistry providers = follower.providers();
        Map<Long, TenantLsm> trees = OpenTenants.newTrees();
        PlatformServices services = new PlatformServices(configuration, providers, trees::values);
        try {
            long start = services.runtime().clock().nanoTime();
            Vfs files = services.diskWatch().watch(directory.files(), "");
            // before the guard removes anything
            LogRegister register = LogRegister.open(files);
            TenantGuard guard = providers
                    .require(
                            ComponentKind.TENANT_GUARD,
                            TenantGuardProvider.class,
                            configuration.tenants().guard())
                    .open(files, configuration.tenants(), services.runtime(), services.events());
            PlatformGate gate = new PlatformGate();
            register.retain(generation -> guard.find(generation).isPresent());
            Logs logs = new Logs(services, register);
            OpenTenants tenants = new OpenTenants(services, guard, logs, gate, trees);
            CommitLog log = openLog(logs, files, tenants);
            tenants.start(log);
            long nanos = services.runtime().clock().nanoTime() - start;
            LsmPlatform platform =
                    new LsmPlatform(directory, services, guard, tenants, log, gate, follower, origins, nanos);
            platform.changes.start();
            platform.scrubber.start();
            platform.reportOpen();
            return platform;
        } catch (IOException | RuntimeException | Error e) {
            services.close();
            throw e;
        }
    }

    private static CommitLog openLog(Logs logs, Vfs files, OpenTenants tenants) throws IOException {
        try {
            return logs.open(
                    files,
                    LogRegister.SHARED,
                    (stream, sequence, record, offset, length) -> tenants.replay(stream, record, offset, length));
        } catch (IOException | RuntimeException | Error e) {
            tenants.abandon(e);
            throw e;
        }
    }

    @Override
    public TenantStore open(TenantId id) {
        try {
            return handle(tenants.open(id));
        } catch (IOException e) {
            throw StorageErrors.of(id, "opening it", e);
        }
    }

    @Override
    public TenantStore openOrCreate(TenantId id) {
        try {
            return handle(tenants.openOrCreate(id));
        } catch (IOException e) {
            throw StorageErrors.of(id, "opening or creating it", e);
        }
    }

    @Override
    public TenantStore create(TenantId id, TenantSettings settings) {
        try {
            return handle(tenants.create(id, settings));
        } catch (IOException e) {
            throw StorageErrors.of(id, "creating it", e);
        }
    }

    @Override
    public void update(TenantId id, TenantSettings settings) {
        try (Pass _ = gate.enter("changing", id)) {
            guard.update(id, settings);
        } catch (IOException e) {
            throw StorageErrors.of(id, "changing its settings", e);
        }
    }

    @Override
    public void suspend(TenantId id) {
        setSuspended(id, true);
    }

    @Override
    public void resume(TenantId id) {
        setSuspended(id, false);
    }

    @Override
    public void drop(TenantId id) {
        try {
            tenants.drop(id);
        } catch (IOException e) {
            throw StorageErrors.of(id, "dropping it", e);
        }
    }

    @Override
    public List<TenantInfo> tenants() {
        gate.checkOpen();
        return guard.tenants().stream().map(this::info).toList();
    }

    @Override
    public ScrubReport scrub(TenantId id) {
        gate.checkOpen();
        return scrubber.scrub(id);
    }

    @Override
    public Components components() {
        return components;
    }

    @Override
    public StorageConfiguration configuration() {
        return changes.accepted();
    }

    @Override
    public List<String> configure(StorageConfiguration configuration) {
        return changes.configure(configuration);
    }

    @Override
    public PlatformStatistics statistics() {
        gate.checkOpen();
        return new PlatformStatisticsValue(
                guard.tenants().size(),
                tenants.trees().size(),
                services.budget().used(),
                services.budget().limit(),
                services.readerMemory().held(),
                services.readerMemory().limit(),
                log.statistics(),
                services.tableFormat().cacheStatistics(),
                scrubber.statistics(),
                services.times().statistics(),
                services.diskWatch().slowOperations(),
                services.diskWatch().hanging(),
                services.refusedWrites().figures(),
                recoveryNanos,
                log.statistics().replayedRecords());
    }

    @Override
    public BackupDirectory backups(Path path) {
        gate.checkOpen();
        try {
            return backups(path, vfs(services.configuration(), services.providers()).open(path));
        } catch (IOException e) {
            throw StorageErrors.of("opening the backup directory " + path, e);
        }
    }

    @Override
    public BackupDirectory existingBackups(Path path) {
        gate.checkOpen();
        try {
            Vfs files = vfs(services.configuration(), services.providers()).openExisting(path);
            if (files.kind(StorageDirectory.FORMAT) == FileKind.MISSING && files.list("").isEmpty()) {
                throw noBackups(path);
            }
            return backups(path, files);
        } catch (NoSuchFileException e) {
            throw noBackups(path);
        } catch (IOException e) {
            throw StorageErrors.of("opening the backup directory " + path, e);
        }
    }

    private BackupDirectory backups(Path path, Vfs files) throws IOException {
        Vfs watched = services.diskWatch().watch(files, path + "/");
        return BackupRepository.open(StorageDirectory.open(watched, path, Purpose.BACKUPS), path, services, tenants);
    }

    private static InvalidArgumentException noBackups(Path path) {
        return new InvalidArgumentException(
                "there are no backups in " + path + "; name the directory that the backups were made in");
    }

    @Override
    public Subscription subscribe(StorageEventListener listener) {
        return services.eventBus().subscribe(listener);
    }

    @Override
    public void close() {
        if (!gate.close()) {
            return;
        }
        long patience = TimeUnit.MILLISECONDS.toNanos(
                services.configuration().engine().drainTimeoutMs());
        Shutdown shutdown = new Shutdown(services.runtime(), patience);
        changes.stop();
        scrubber.stop();
        awaitCalls(shutdown.nanosLeft(SHARE_OF_TENANTS));
        List<IOException> failures = new ArrayList<>();
        List<CommitLog> logs = new ArrayList<>(tenants.close(shutdown.nanosLeft(1 - SHARE_OF_TENANTS), failures));
        shutdown.failed(failures);
        scrubber.awaitEnd(shutdown.nanosLeft(SHARE_OF_LOG));
        logs.add(log);
        CompletableFuture<Void> logsClosed = CompletableFuture.allOf(logs.stream()
                .map(each -> shutdown.close("the log", SHARE_OF_LOG / 2, each::close))
                .toArray(CompletableFuture[]::new));
        shutdown.close("the table format or the scheduler of compactions", SHARE_OF_LOG / 4, services::close);
        shutdown.close("the tenant guard", SHARE_OF_LOG / 4, guard::close);
        services.eventBus().awaitDelivered(shutdown.nanosLeft(SHARE_OF_LOG / 4) / 2);
        failures = new ArrayList<>(shutdown.release(directory, logsClosed));
        if (!failures.isEmpty()) {
            IOException first = failures.removeFirst();
            failures.forEach(later -> Failures.suppress(first, later));
            throw StorageErrors.of("closing the platform", first);
        }
    }

    /** Waits for calls that change tenants; what they do after this, the directory refuses. */
    private void awaitCalls(long nanos) {
        List<String> still = gate.awaitEmpty(TimeUnit.NANOSECONDS.toMillis(nanos));
        if (!still.isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "the platform is closed although these calls have not ended within {0} ms: {1}; a component or the disk"
                            + " does not answer",
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    still);
        }
    }

    private TenantStore handle(TenantUse use) {
        return TenantHandle.open(use, services);
    }

    private void setSuspended(TenantId id, boolean suspended) {
        try (Pass _ = gate.enter(suspended ? "suspending" : "resuming", id)) {
            guard.setSuspended(id, suspended);
        } catch (IOException e) {
            throw StorageErrors.of(id, suspended ? "suspending it" : "resuming it", e);
        }
    }

    private TenantInfo info(TenantDescriptor tenant) {
        return new TenantInfoValue(
                tenant.id(),
                tenant.generation(),
                tenant.settings(),
                tenant.suspended(),
                tenants.isOpen(tenant.generation()),
                Instant.ofEpochMilli(tenant.createdMillis()));
    }

    private void reportOpen() {
        long records = log.statistics().replayedRecords();
        services.events()
                .report(
                        records > 0 ? StorageEvent.Type.RECOVERY : StorageEvent.Type.LIFECYCLE,
                        Optional.empty(),
                        records > 0 ? "opened, after " + records + " log records were replayed" : "opened",
                        Map.of("replayed_records", records, "open_nanos", recoveryNanos));
    }

    private static void closeAfter(StorageDirectory directory, Throwable failure) {
        try {
            directory.close();
        } catch (IOException e) {
            Failures.suppress(failure, e);
        }
    }
}
