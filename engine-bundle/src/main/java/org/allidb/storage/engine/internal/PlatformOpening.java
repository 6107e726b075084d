package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.StorageDirectory.Purpose;
import org.allidb.storage.engine.internal.fairness.FairShares;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.log.LogRegister;
import org.allidb.storage.engine.internal.log.Logs;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderFollower;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.scrub.Scrubber;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * Opens a data directory: locks it, makes the parts, opens the catalogue, replays the log, and composes the platform. What was
 * opened before a failure is closed again. Used by one thread.
 */
final class PlatformOpening {

    /** The kinds of which a built-in part takes over from one that is missing, or that some tenants need alone. */
    private static final Set<ComponentKind<?>> REPLACEABLE = Set.of(
            ComponentKind.STRATEGY,
            ComponentKind.THROTTLER,
            ComponentKind.FILTER,
            ComponentKind.QUOTA_POLICY,
            ComponentKind.KEYS);

    private final Path path;
    private final StorageConfiguration configuration;
    private final ProviderRegistry providers;
    private final Origins origins;

    PlatformOpening(Path path, StorageConfiguration configuration, ProviderRegistry providers, Origins origins) {
        this.path = path;
        this.configuration = configuration;
        this.providers = providers;
        this.origins = origins;
    }

    /** Opens the data directory. */
    LsmPlatform open() {
        checkInstalled();
        StorageDirectory directory;
        try {
            directory = StorageDirectory.open(
                    providers.named(ComponentKind.VFS, configuration).open(path), path, Purpose.DATA);
        } catch (IOException e) {
            throw StorageErrors.of("opening the data directory " + path, e);
        }
        try {
            return open(directory);
        } catch (IOException e) {
            closeAfter(directory, e);
            throw StorageErrors.of("opening the data directory " + path, e);
        } catch (RuntimeException | Error e) {
            closeAfter(directory, e);
            throw e;
        }
    }

    /**
     * Refuses an open with a name that no provider has, instead of a later flush. A missing strategy, throttler, filter or
     * policy does not keep the directory closed: a built-in one takes over.
     */
    private void checkInstalled() {
        for (ComponentKind<?> kind : ComponentKind.all()) {
            if (!REPLACEABLE.contains(kind)) {
                kind.parameters().stream()
                        .map(parameter -> parameter.in(configuration))
                        .filter(name -> !kind.isNone(name))
                        .forEach(name -> providers.require(kind, name));
            }
        }
    }

    private LsmPlatform open(StorageDirectory directory) throws IOException {
        // before the parts are made, so that none is missed that comes while the directory is being opened
        ProviderFollower follower = ProviderFollower.of(providers);
        try {
            return open(directory, follower);
        } catch (IOException | RuntimeException | Error e) {
            follower.close();
            throw e;
        }
    }

    private LsmPlatform open(StorageDirectory directory, ProviderFollower follower) throws IOException {
        Map<Long, TenantLsm> trees = OpenTenants.newTrees();
        PlatformServices services = PlatformServices.start(configuration, providers, trees::values);
        try {
            return open(directory, follower, services, trees);
        } catch (IOException | RuntimeException | Error e) {
            services.close();
            services.endAudit();
            throw e;
        }
    }

    private LsmPlatform open(
            StorageDirectory directory,
            ProviderFollower follower,
            PlatformServices services,
            Map<Long, TenantLsm> trees)
            throws IOException {
        long began = services.runtime().clock().nanoTime();
        Vfs files = services.diskWatch().watch(directory.files(), "");
        services.beginAudit(files);
        // before the guard removes anything
        LogRegister register = LogRegister.open(files);
        TenantGuard guard = providers
                .named(ComponentKind.TENANT_GUARD, configuration)
                .open(files, configuration.tenants(), services.runtime(), services.events());
        try {
            guard.setPolicy(services.parts().quotaPolicy());
            register.retain(generation -> guard.find(generation).isPresent());
            Logs logs = new Logs(
                    register,
                    services.parts(),
                    services.configuration(),
                    services.threads().background(),
                    services.threads().plugins());
            PlatformGate gate = new PlatformGate(services.observed().access());
            OpenTenants tenants = new OpenTenants(services.forTenants(), guard, logs, gate, trees);
            CommitLog log = openLog(logs, files, tenants);
            try {
                tenants.start(log);
                long nanos = services.runtime().clock().nanoTime() - began;
                return start(new OpenDirectory(directory, services, guard, tenants, log, gate), follower, nanos);
            } catch (RuntimeException | Error e) {
                tenants.abandon(e);
                closeAfter(log, e);
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            closeAfter(guard, e);
            throw e;
        }
    }

    private static CommitLog openLog(Logs logs, Vfs files, OpenTenants tenants) throws IOException {
        try {
            return logs.open(
                    files,
                    LogRegister.SHARED,
                    (generation, sequence, record, offset, length) ->
                            tenants.replay(generation, record, offset, length));
        } catch (IOException | RuntimeException | Error e) {
            tenants.abandon(e);
            throw e;
        }
    }

    private LsmPlatform start(OpenDirectory opened, ProviderFollower follower, long nanos) {
        PlatformServices services = opened.services();
        DeclaredTenants declared = new DeclaredTenants(
                opened.guard(),
                opened.tenants()::createClosed,
                services.runtime().clock(),
                services.events());
        TenantChoices choices = new TenantChoices(opened.guard(), opened.tenants(), services);
        // a part that a tenant names may be installed later
        declared.check(configuration, (before, wanted) -> {});
        declared.apply(configuration);
        MissingParts missing = new MissingParts(opened.guard()::tenants, services);
        missing.report();
        Scrubber scrubber = new Scrubber(
                opened.tenants(),
                services.parts(),
                services.configuration(),
                services.events(),
                services.runtime(),
                services.threads().background());
        PlatformChanges changes = new PlatformChanges(opened, scrubber, follower, declared, choices);
        changes.start();
        scrubber.start();
        new LoadReports(services, opened.tenants()::trees).start();
        new AgeLimits(services, opened.tenants()::trees).start();
        new FairShares(
                        () -> services.configuration().get().tenants().fairShares(),
                        () -> opened.tenants().trees().stream()
                                .map(TenantLsm::sharing)
                                .toList(),
                        services.observed(),
                        services.runtime().clock(),
                        services.threads().shares(),
                        Runtime.getRuntime().availableProcessors())
                .start();
        reportOpen(services, opened.log().statistics().replayedRecords(), nanos);
        return new LsmPlatform(
                opened,
                new PlatformComponents(providers, choices::isNamed, missing, origins),
                scrubber,
                changes,
                new PlatformClose(opened, changes, scrubber),
                nanos);
    }

    private static void reportOpen(PlatformServices services, long records, long nanos) {
        services.events()
                .report(
                        records > 0 ? StorageEvent.Type.RECOVERY : StorageEvent.Type.LIFECYCLE,
                        Optional.empty(),
                        records > 0 ? "opened, after " + records + " log records were replayed" : "opened",
                        Map.of("replayed_records", records, "open_nanos", nanos));
    }

    private static void closeAfter(AutoCloseable opened, Throwable failure) {
        try {
            opened.close();
        } catch (Exception e) {
            Failures.suppress(failure, e);
        }
    }
}
