package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.allidb.storage.api.Provider;
import org.allidb.storage.api.StorageIoException;
import org.allidb.storage.api.StoreClosedException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate.Pass;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ComponentKind.NameParameter;
import org.allidb.storage.engine.internal.providers.ComponentKind.Replacement;
import org.allidb.storage.engine.internal.providers.PartsInUse;
import org.allidb.storage.engine.internal.providers.ProviderFollower;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.scrub.Scrubber;
import org.allidb.storage.engine.internal.tenant.StrategyRunner;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * Puts configurations and providers in force while the platform runs, one after the other. What a change reads must not
 * be replaced by another one before it is written. The lock is held over foreign code, and only other changes need it;
 * they wait no longer than {@code engine.drain_timeout_ms}. Thread-safe.
 */
final class PlatformChanges implements ProviderRegistry.Listener {

    private static final Logger LOG = System.getLogger(PlatformChanges.class.getName());

    private final PlatformServices services;
    private final TenantGuard guard;
    private final OpenTenants tenants;
    private final CommitLog log;
    private final PlatformGate gate;
    private final Scrubber scrubber;
    private final ProviderFollower follower;
    private final DeclaredTenants declared;
    private final TenantChoices choices;
    /** How the kinds of parts are replaced that are replaced while the platform is open. */
    private final Map<ComponentKind<?>, Succession> successions;

    /** Held over foreign code; only changes of the platform need it. */
    private final ReentrantLock oneAtATime = new ReentrantLock();

    private volatile StorageConfiguration accepted;

    /** Replaces what was made of one provider by what another one makes. */
    @FunctionalInterface
    private interface Succession {

        /** Replaces it. */
        void run() throws IOException;
    }

    /**
     * Creates the changes of a platform; {@link #start} follows.
     *
     * @param opened the data directory
     * @param scrubber follows changes of its parameters
     * @param follower has followed the providers since before the parts were made
     * @param declared has carried out what the first configuration declares
     */
    PlatformChanges(
            OpenDirectory opened,
            Scrubber scrubber,
            ProviderFollower follower,
            DeclaredTenants declared,
            TenantChoices choices) {
        this.services = opened.services();
        this.guard = opened.guard();
        this.tenants = opened.tenants();
        this.log = opened.log();
        this.gate = opened.gate();
        this.scrubber = scrubber;
        this.follower = follower;
        this.declared = declared;
        this.choices = choices;
        this.accepted = services.configuration().get();
        this.successions = successions(
                services.parts(),
                guard,
                opened.tenants(),
                services.diskWatch().watch(opened.directory().files(), ""));
        for (ComponentKind<?> kind : ComponentKind.all()) {
            boolean replaced = kind.replacement() == Replacement.LIVE || kind.replacement() == Replacement.DRAINED;
            assert replaced == successions.containsKey(kind) : kind;
        }
    }

    /** Returns what is done for each kind of part that is replaced while the platform is open. */
    private static Map<ComponentKind<?>, Succession> successions(
            PartsInUse parts, TenantGuard guard, OpenTenants tenants, Vfs files) {
        return Map.of(
                ComponentKind.THROTTLER,
                parts::replaceThrottler,
                ComponentKind.QUOTA_POLICY,
                () -> guard.setPolicy(parts.quotaPolicy()),
                ComponentKind.MEMTABLE,
                () -> tenants.trees().forEach(TenantLsm::adoptProviders),
                ComponentKind.SSTABLE,
                () -> parts.replaceTableFormat(() -> tenants.trees().forEach(TenantLsm::reopenTables)),
                ComponentKind.FILTER,
                () -> tenants.trees().forEach(TenantLsm::reopenTables),
                ComponentKind.SCHEDULER,
                () -> parts.replaceScheduler(
                        () -> tenants.trees().forEach(tree -> tree.adoptScheduler(parts.scheduler()))),
                ComponentKind.WAL,
                () -> tenants.replaceLogs(files));
    }

    /** Begins to follow providers: goes over to those that came while the platform was being opened. */
    void start() {
        follower.handOn(this);
        services.providers().hold(this::needsOf);
    }

    /** Follows providers no more. */
    void stop() {
        follower.close();
    }

    /**
     * Puts a configuration in force.
     *
     * @return paths of the parameters that changed and need a restart
     */
    List<String> configure(StorageConfiguration configuration) {
        try (Pass _ = gate.enter("configuring the platform", null)) {
            awaitTurn();
            try {
                return putInForce(configuration);
            } finally {
                oneAtATime.unlock();
            }
        }
    }

    /** Follows a provider that was installed or that came back. */
    @Override
    public void changed(ComponentKind<?> kind, String name, Provider provider) {
        String what = kind.label() + " '" + name + "'";
        if (kind == ComponentKind.CODEC) {
            // tables name it, whether it is configured or not
            passOn("sstable", () -> services.parts().tableFormat().codecChanged(name));
        }
        if (!isInUse(kind, name)) {
            return;
        }
        try (Pass _ = gate.enter("going over to " + what, null)) {
            services.events()
                    .report(
                            StorageEvent.Type.PROVIDER,
                            Optional.empty(),
                            what + " is now " + provider.getClass().getName(),
                            Map.of());
            awaitTurn();
            try {
                goOverTo(kind, what);
            } finally {
                oneAtATime.unlock();
            }
        } catch (StoreClosedException e) {
            LOG.log(Level.DEBUG, what + " comes too late: the platform is closed", e);
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, "going over to " + what + " failed", e);
            services.events()
                    .report(
                            StorageEvent.Type.FAILURE,
                            Optional.empty(),
                            "going over to " + what + " failed: " + e,
                            Map.of());
        }
    }

    /** Returns the last configuration that was accepted; what of it needs a restart is not in force. */
    StorageConfiguration accepted() {
        return accepted;
    }

    /** Returns what checks what tenants set for themselves. */
    TenantChoices choices() {
        return choices;
    }

    /** Carries out what follows from other settings of a tenant, or another suspension. */
    void tenantUpdated(TenantId id) {
        declared.updated(id);
        choices.passOn(id);
        services.providers().hold(this::needsOf);
    }

    /** Returns the tenants that the configuration declares. */
    DeclaredTenants declaredTenants() {
        return declared;
    }

    private List<String> putInForce(StorageConfiguration wanted) {
        StorageConfiguration before = services.configuration().get();
        checkInstalled(before, wanted);
        declared.check(wanted, choices::check);
        services.configure(ConfigurationChange.live(before, wanted));
        List<String> restart = new ArrayList<>();
        for (ConfigurationChange change : ConfigurationChange.between(accepted, wanted)) {
            boolean needsRestart = !change.live()
                    && ConfigurationChange.between(before, wanted).stream()
                            .anyMatch(open -> open.path().equals(change.path()));
            String when = needsRestart ? "in force after a restart" : "in force at once";
            String message = change.path() + " = " + change.value() + " (was " + change.before() + "), " + when;
            services.events().report(StorageEvent.Type.CONFIGURATION, Optional.empty(), message, Map.of());
            if (needsRestart) {
                restart.add(change.path());
            }
        }
        accepted = wanted;
        StorageConfiguration now = services.configuration().get();
        passOn("sstable", () -> services.parts().tableFormat().reconfigure(now.sstable()));
        passOn("compaction", () -> services.parts().scheduler().reconfigure(now.compaction()));
        passOn(
                "compaction",
                () -> services.parts().throttler().setLimits(now.compaction().limits()));
        if (!now.tenants().policy().equals(before.tenants().policy())) {
            passOn("tenants", () -> guard.setPolicy(services.parts().quotaPolicy()));
        }
        passOn("tenants", () -> guard.reconfigure(now.tenants()));
        passOn("tenants", () -> declared.apply(wanted));
        passOn("tenants", tenants::configurationChanged);
        passOn("wal", () -> log.reconfigure(now.wal()));
        tenants.trees().forEach(tree -> passOn("wal", tree::configurationChanged));
        passOn("scrub", scrubber::reconfigure);
        services.providers().hold(this::needsOf);
        return restart;
    }

    /** Passes a change on to a part; one that fails keeps no other from it. */
    private void passOn(String section, Runnable part) {
        try {
            part.run();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            services.events()
                    .report(
                            StorageEvent.Type.FAILURE,
                            Optional.empty(),
                            "the configuration of '" + section
                                    + "' is accepted, and a component failed to take it over: "
                                    + services.providers().culprits().message(e, "it"),
                            Map.of());
        }
    }

    /** Refuses names of providers that are not installed, before anything is changed. */
    private void checkInstalled(StorageConfiguration before, StorageConfiguration wanted) {
        for (ComponentKind<?> kind : ComponentKind.all()) {
            for (NameParameter parameter : kind.parameters()) {
                String name = parameter.in(wanted);
                if (!name.equals(parameter.in(before)) && !kind.isNone(name)) {
                    services.providers()
                            .checkInstalled(kind, parameter.path(), name, "the configuration before it stays in force");
                }
            }
        }
    }

    private void goOverTo(ComponentKind<?> kind, String what) throws IOException {
        switch (kind.replacement()) {
            case LIVE, DRAINED -> Objects.requireNonNull(successions.get(kind)).run();
            case NEXT_USE -> {
                // looked up for every task and block
            }
            case NEXT_OPEN -> LOG.log(Level.INFO, what + " is used from the next open on");
        }
    }

    /** Waits for a change under way, but not for ever: it may be a plug-in's that never answers. */
    private void awaitTurn() {
        long patience = services.configuration().get().engine().drainTimeoutMs();
        try {
            if (oneAtATime.tryLock(patience, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageIoException(
                    "the thread was interrupted while another change of the platform was under way", e);
        }
        throw new StorageIoException("another change of the platform is under way and has not ended within " + patience
                + " ms: a component that is being replaced does not answer. Nothing was changed; try again when it has"
                + " ended");
    }

    /**
     * Returns whether a provider is configured, is a filter, because tables that are open may have what the one before it read, or is
     * the policy that steps in for another one.
     */
    private boolean isInUse(ComponentKind<?> kind, String name) {
        return kind == ComponentKind.FILTER || isBuiltInPolicy(kind, name) || choices.isNamed(kind, name);
    }

    /** Returns what a provider is held for although it was removed: it is configured, may have to step in, or tables name it. */
    private List<String> needsOf(ComponentKind<?> kind, String name) {
        StorageConfiguration now = services.configuration().get();
        List<String> needs = new ArrayList<>();
        for (NameParameter parameter : kind.parameters()) {
            if (parameter.in(now).equals(name)) {
                needs.add(parameter.path());
            }
        }
        if (choices.isNamedByTenant(kind, name)) {
            needs.add("tenants that set it for themselves");
        }
        if (kind == ComponentKind.CODEC || kind == ComponentKind.FILTER) {
            needs.add("tables that were written with it");
        }
        if (kind == ComponentKind.STRATEGY && name.equals(StrategyRunner.BUILT_IN)) {
            needs.add("strategies that fail");
        }
        if (isBuiltInPolicy(kind, name)) {
            needs.add("policies that fail");
        }
        return needs;
    }

    private static boolean isBuiltInPolicy(ComponentKind<?> kind, String name) {
        return kind == ComponentKind.QUOTA_POLICY && name.equals(PartsInUse.BUILT_IN_POLICY);
    }
}
