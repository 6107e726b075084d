package org.allidb.storage.engine.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.Subscription;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantEncryption;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantInfo;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.api.WriteHistory;
import org.allidb.storage.api.config.ClusterOptions;
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate;
import org.allidb.storage.engine.internal.lifecycle.PlatformGate.Pass;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.providers.ProviderRegistry;
import org.allidb.storage.engine.internal.scrub.Scrubber;
import org.allidb.storage.engine.internal.tenant.KeyRotation;
import org.allidb.storage.engine.internal.tenant.TenantUse;
import org.allidb.storage.engine.internal.value.TenantInfoValue;
import org.allidb.storage.kernel.simulation.Simulation;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;

/** An open data directory. Thread-safe. */
public final class LsmPlatform implements StoragePlatform {

    private final OpenDirectory opened;
    private final PlatformServices services;
    private final TenantGuard guard;
    private final OpenTenants tenants;
    private final PlatformGate gate;
    private final PlatformComponents components;
    private final Scrubber scrubber;
    private final PlatformChanges changes;
    private final PlatformMoves moves;
    private final PlatformClose close;
    private final long recoveryNanos;

    /**
     * Composes a platform of what was opened.
     *
     * @param opened the data directory
     * @param components the installed providers
     * @param scrubber has begun
     * @param changes have begun to follow providers
     * @param close closes all of it
     * @param recoveryNanos how long the opening took
     */
    LsmPlatform(
            OpenDirectory opened,
            PlatformComponents components,
            Scrubber scrubber,
            PlatformChanges changes,
            PlatformClose close,
            long recoveryNanos) {
        this.opened = opened;
        this.services = opened.services();
        this.guard = opened.guard();
        this.tenants = opened.tenants();
        this.gate = opened.gate();
        this.components = components;
        this.scrubber = scrubber;
        this.changes = changes;
        this.moves = new PlatformMoves(opened, changes.declaredTenants());
        this.close = close;
        this.recoveryNanos = recoveryNanos;
    }

    /**
     * Opens a data directory.
     *
     * @param path the directory
     * @param configuration the configuration
     * @param providers the installed providers; changes of it are followed until the platform is closed
     * @param origins finds where providers come from
     * @return the platform
     */
    public static LsmPlatform open(
            Path path, StorageConfiguration configuration, ProviderRegistry providers, Origins origins) {
        return new PlatformOpening(path, configuration, providers, origins).open();
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
        changes.choices().check(id, settings);
        try {
            return handle(tenants.create(id, settings));
        } catch (IOException e) {
            throw StorageErrors.of(id, "creating it", e);
        }
    }

    @Override
    public void update(TenantId id, TenantSettings settings) {
        try (Pass _ = gate.enter("changing", id)) {
            changes.choices().check(id, settings);
            guard.update(id, settings);
            changes.tenantUpdated(id);
        } catch (IOException e) {
            throw StorageErrors.of(id, "changing its settings", e);
        }
    }

    @Override
    public void suspend(TenantId id, Suspension.Mode mode, String by) {
        Instant now = Instant.ofEpochMilli(services.runtime().clock().wallMillis());
        setSuspension(id, "suspending", Optional.of(Suspension.of(mode, by, now)));
    }

    @Override
    public void resume(TenantId id) {
        setSuspension(id, "resuming", Optional.empty());
    }

    @Override
    public void drop(TenantId id) {
        try {
            tenants.drop(id);
            changes.declaredTenants().dropped(id);
        } catch (IOException e) {
            throw StorageErrors.of(id, "dropping it", e);
        }
    }

    @Override
    public void copy(TenantId source, TenantId copy) {
        try {
            tenants.copy(source, copy);
        } catch (IOException e) {
            throw StorageErrors.of(copy, "copying its rows", e);
        }
    }

    @Override
    public TenantEncryption encryption(TenantId id) {
        return withKeys("looking at its keys", id, KeyRotation::state);
    }

    @Override
    public TenantEncryption rotateKey(TenantId id) {
        return withKeys("giving it a new key", id, KeyRotation::rotate);
    }

    private TenantEncryption withKeys(String doing, TenantId id, Function<KeyRotation, TenantEncryption> action) {
        try (TenantUse use = tenants.borrow(id)) {
            return action.apply(use.tree().keys());
        } catch (IOException e) {
            throw StorageErrors.of(id, doing, e);
        }
    }

    @Override
    public StoragePlatform openBeside(Path directory) {
        gate.checkOpen();
        // what is declared here is not declared there
        StorageConfiguration there =
                changes.accepted().withDeclaredTenants(List.of()).with("cluster.provider", ClusterOptions.NONE);
        return open(directory, there, services.providers(), components.origins());
    }

    @Override
    public void move(TenantId id, StoragePlatform target) {
        moves.move(id, target);
    }

    @Override
    public void abandonMove(TenantId id, StoragePlatform target) {
        moves.abandon(id, target);
    }

    TenantChoices choices() {
        return changes.choices();
    }

    PlatformMoves moves() {
        return moves;
    }

    @Override
    public List<TenantInfo> tenants() {
        gate.checkOpen();
        return guard.tenants().stream().map(this::info).toList();
    }

    @Override
    public Optional<TenantInfo> tenant(TenantId id) {
        try (Pass _ = gate.enter("a look", id)) {
            return guard.find(id).map(this::info);
        }
    }

    @Override
    public TenantUsage usage(TenantId id) {
        try (Pass _ = gate.enter("measuring", id)) {
            return guard.usage(id);
        } catch (IOException e) {
            throw StorageErrors.of(id, "adding up its files", e);
        }
    }

    @Override
    public Map<TenantId, TenantStatistics> openTenantStatistics() {
        gate.checkOpen();
        return tenants.statistics();
    }

    @Override
    public ScrubReport scrub(TenantId id) {
        gate.checkOpen();
        gate.checkAccess("scrubbing", id);
        return scrubber.scrub(id);
    }

    @Override
    public Optional<Cluster> cluster() {
        return Optional.empty();
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
    public CompactionSimulation simulateCompaction(String strategy, WriteHistory history, CompactionOptions options) {
        gate.checkOpen();
        return Simulation.run(services.providers().require(ComponentKind.STRATEGY, strategy), history, options);
    }

    @Override
    public void flush() {
        tenants.flush();
    }

    @Override
    public PlatformStatistics statistics() {
        gate.checkOpen();
        return PlatformFigures.of(opened, scrubber, recoveryNanos);
    }

    @Override
    public BackupDirectory backups(Path path) {
        gate.checkOpen();
        return new PlatformBackups(services, tenants).open(path);
    }

    @Override
    public BackupDirectory existingBackups(Path path) {
        gate.checkOpen();
        return new PlatformBackups(services, tenants).openExisting(path);
    }

    @Override
    public Subscription subscribe(StorageEventListener listener) {
        return services.events().subscribe(listener);
    }

    @Override
    public void reportAccess(String message) {
        gate.checkOpen();
        services.events().report(StorageEvent.Type.ACCESS, Optional.empty(), message, Map.of());
    }

    @Override
    public void close() {
        if (gate.close()) {
            close.run();
        }
    }

    private TenantStore handle(TenantUse use) {
        return TenantHandle.open(use, services.observed().leaks());
    }

    private void setSuspension(TenantId id, String doing, Optional<Suspension> suspension) {
        try (Pass _ = gate.enter(doing, id)) {
            guard.setSuspension(id, suspension);
            changes.declaredTenants().updated(id);
        } catch (IOException e) {
            throw StorageErrors.of(id, doing + " it", e);
        }
    }

    private TenantInfo info(TenantDescriptor tenant) {
        return new TenantInfoValue(
                tenant.id(),
                tenant.generation(),
                tenant.settings(),
                tenant.shownSuspension(),
                tenants.isOpen(tenant.generation()),
                Instant.ofEpochMilli(tenant.createdMillis()));
    }
}
