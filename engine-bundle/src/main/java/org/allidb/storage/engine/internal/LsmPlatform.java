package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.PlatformStatistics;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StorageConfiguration;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.engine.internal.backup.BackupRepository;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.scrub.Scrubber;
import org.allidb.storage.engine.internal.tenant.StrategyRunner;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.Provider;
import org.allidb.storage.spi.event.StorageEvent;
import org.allidb.storage.spi.event.StorageEventListener;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.tenant.TenantGuardProvider;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.spi.vfs.VfsProvider;

/** An open data directory. */
public final class LsmPlatform implements StoragePlatform {

    private static final Logger LOG = System.getLogger(LsmPlatform.class.getName());

    private final StorageDirectory directory;
    private final PlatformServices services;
    private final TenantGuard guard;
    private final OpenTenants tenants;
    private final CommitLog log;
    private final PlatformComponents components;
    private final ProviderRegistry.Listener swaps = this::providerChanged;
    private final Scrubber scrubber;
    private final long recoveryNanos;
    private volatile boolean closed;

    private LsmPlatform(
            StorageDirectory directory,
            PlatformServices services,
            TenantGuard guard,
            OpenTenants tenants,
            CommitLog log,
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
            directory = StorageDirectory.open(vfs(path, configuration, providers), path, Purpose.DATA);
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

    private static Vfs vfs(Path path, StorageConfiguration configuration, ProviderRegistry providers)
            throws IOException {
        return providers
                .require(ComponentKind.VFS, VfsProvider.class, configuration.engine().vfs())
                .open(path);
    }

    private static LsmPlatform open(
            StorageDirectory directory,
            StorageConfiguration configuration,
            ProviderRegistry providers,
            Origins origins)
            throws IOException {
        Map<Long, TenantLsm> trees = OpenTenants.newTrees();
        PlatformServices services = new PlatformServices(configuration, providers, trees::values);
        try {
            long start = services.runtime().clock().nanoTime();
            Vfs files = services.diskWatch().watch(directory.files(), "");
            TenantGuard guard = providers
                    .require(
                            ComponentKind.TENANT_GUARD,
                            TenantGuardProvider.class,
                            configuration.tenants().guard())
                    .open(files, configuration.tenants(), services.runtime(), services.events());
            Logs logs = new Logs(services);
            OpenTenants tenants = new OpenTenants(services, guard, logs, trees);
            CommitLog log = logs.open(
                    files,
                    (stream, sequence, record, offset, length) -> tenants.replay(stream, record, offset, length));
            tenants.start(log);
            long nanos = services.runtime().clock().nanoTime() - start;
            LsmPlatform platform = new LsmPlatform(directory, services, guard, tenants, log, origins, nanos);
            providers.listen(platform.swaps);
            providers.hold(platform::needs);
            platform.scrubber.start();
            platform.reportOpen();
            return platform;
        } catch (IOException | RuntimeException | Error e) {
            services.close();
            throw e;
        }
    }

    @Override
    public TenantStore open(TenantId id) {
        checkOpen();
        try {
            return tenants.open(id);
        } catch (IOException e) {
            throw StorageErrors.of(id, "opening it", e);
        }
    }

    @Override
    public TenantStore openOrCreate(TenantId id) {
        checkOpen();
        synchronized (guard) {
            if (guard.find(id).isEmpty()) {
                return create(id, TenantSettings.DEFAULTS);
            }
        }
        return open(id);
    }

    @Override
    public TenantStore create(TenantId id, TenantSettings settings) {
        checkOpen();
        try {
            guard.create(id, settings);
        } catch (IOException e) {
            throw StorageErrors.of(id, "creating it", e);
        }
        return open(id);
    }

    @Override
    public void update(TenantId id, TenantSettings settings) {
        checkOpen();
        try {
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
        checkOpen();
        try {
            tenants.drop(id);
        } catch (IOException e) {
            throw StorageErrors.of(id, "dropping it", e);
        }
    }

    @Override
    public List<TenantInfo> tenants() {
        checkOpen();
        return guard.tenants().stream().map(this::info).toList();
    }

    @Override
    public ScrubReport scrub(TenantId id) {
        checkOpen();
        return scrubber.scrub(id);
    }

    @Override
    public Components components() {
        return components;
    }

    @Override
    public StorageConfiguration configuration() {
        return services.configuration();
    }

    @Override
    public List<String> configure(StorageConfiguration configuration) {
        checkOpen();
        List<String> restart = new ArrayList<>();
        for (ConfigurationChange change : ConfigurationChange.between(services.configuration(), configuration)) {
            String when = change.live() ? "in force at once" : "in force after a restart";
            String message = change.path() + " = " + change.value() + " (was " + change.before() + "), " + when;
            services.events().report(StorageEvent.Type.CONFIGURATION, Optional.empty(), message, Map.of());
            if (!change.live()) {
                restart.add(change.path());
            }
        }
        services.configure(configuration);
        guard.reconfigure(configuration.tenants());
        log.reconfigure(configuration.wal());
        tenants.trees().forEach(TenantLsm::configurationChanged);
        scrubber.reconfigure();
        services.providers().hold(this::needs);
        return restart;
    }

    /** Whether a provider is kept although it was removed: what is configured, what may have to step in, all codecs. */
    private boolean needs(ComponentKind kind, String name) {
        return kind == ComponentKind.CODEC
                || kind == ComponentKind.STRATEGY && name.equals(StrategyRunner.BUILT_IN)
                || PlatformComponents.isInUse(services.configuration(), kind, name);
    }

    @Override
    public PlatformStatistics statistics() {
        checkOpen();
        return new PlatformStatistics(
                guard.tenants().size(),
                tenants.trees().size(),
                services.budget().used(),
                services.budget().limit(),
                log.statistics(),
                services.tableFormat().cacheStatistics(),
                scrubber.statistics(),
                services.times().statistics(),
                services.diskWatch().slowOperations(),
                services.diskWatch().hanging(),
                recoveryNanos,
                log.statistics().replayedRecords());
    }

    @Override
    public BackupDirectory backups(Path path) {
        checkOpen();
        try {
            Vfs files = services.diskWatch()
                    .watch(vfs(path, services.configuration(), services.providers()), path + "/");
            return BackupRepository.open(StorageDirectory.open(files, path, Purpose.BACKUPS), path, services, tenants);
        } catch (IOException e) {
            throw StorageErrors.of("opening the backup directory " + path, e);
        }
    }

    @Override
    public Subscription subscribe(StorageEventListener listener) {
        return services.eventBus().subscribe(listener);
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        services.providers().unlisten(swaps);
        scrubber.close();
        List<IOException> failures = tenants.close();
        for (AutoCloseable part : List.<AutoCloseable>of(log, services, guard, directory)) {
            try {
                part.close();
            } catch (IOException e) {
                failures.add(e);
            } catch (Exception | Error e) {
                failures.add(new IOException(e.toString(), e));
            }
        }
        if (!failures.isEmpty()) {
            IOException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw StorageErrors.of("closing the platform", first);
        }
    }

    /** Follows a provider that was installed or that came back. */
    private void providerChanged(ComponentKind kind, Provider provider) {
        if (closed || !isInUse(kind, provider.name())) {
            return;
        }
        services.events()
                .report(
                        StorageEvent.Type.PROVIDER,
                        Optional.empty(),
                        kind.label() + " '" + provider.name() + "' is now "
                                + provider.getClass().getName(),
                        Map.of());
        try {
            switch (kind) {
                case THROTTLER -> services.replaceThrottler();
                case MEMTABLE -> tenants.trees().forEach(TenantLsm::adoptProviders);
                case SSTABLE ->
                    services.replaceTableFormat(() -> tenants.trees().forEach(TenantLsm::reopenTables));
                case SCHEDULER -> services.replaceScheduler(tenants.trees());
                case WAL -> tenants.replaceLogs(services.diskWatch().watch(directory.files(), ""));
                case CODEC, STRATEGY, EXECUTOR -> {
                    // looked up for every task and block
                }
                case VFS, RUNTIME, TENANT_GUARD ->
                    LOG.log(Level.INFO, "{0} ''{1}'' is used from the next open on", kind.label(), provider.name());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.WARNING, "going over to " + kind.label() + " '" + provider.name() + "' failed", e);
            services.events()
                    .report(
                            StorageEvent.Type.FAILURE,
                            Optional.empty(),
                            "going over to " + kind.label() + " '" + provider.name() + "' failed: " + e.getMessage(),
                            Map.of());
        }
    }

    private boolean isInUse(ComponentKind kind, String name) {
        return PlatformComponents.isInUse(services.configuration(), kind, name);
    }

    private void setSuspended(TenantId id, boolean suspended) {
        checkOpen();
        try {
            guard.setSuspended(id, suspended);
        } catch (IOException e) {
            throw StorageErrors.of(id, suspended ? "suspending it" : "resuming it", e);
        }
    }

    private TenantInfo info(TenantDescriptor tenant) {
        return new TenantInfo(
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

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("the platform is closed; open it again");
        }
    }

    private static void closeAfter(StorageDirectory directory, Throwable failure) {
        try {
            directory.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
