package org.allidb.storage.engine.osgi;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.allidb.storage.api.config.CompactionOptions;
import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.api.event.StorageEventListener;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.PlatformView;

/**
 * The platform as a service that all clients share, so that none of them can close it. The container does that.
 *
 * @param platform the open platform
 */
record SharedPlatform(StoragePlatform platform) implements PlatformView {

    @Override
    public TenantStore open(TenantId id) {
        return platform.open(id);
    }

    @Override
    public TenantStore openOrCreate(TenantId id) {
        return platform.openOrCreate(id);
    }

    @Override
    public TenantStore create(TenantId id, TenantSettings settings) {
        return platform.create(id, settings);
    }

    @Override
    public void update(TenantId id, TenantSettings settings) {
        platform.update(id, settings);
    }

    @Override
    public void suspend(TenantId id, Suspension.Mode mode, String by) {
        platform.suspend(id, mode, by);
    }

    @Override
    public void resume(TenantId id) {
        platform.resume(id);
    }

    @Override
    public void drop(TenantId id) {
        platform.drop(id);
    }

    @Override
    public void copy(TenantId source, TenantId copy) {
        platform.copy(source, copy);
    }

    @Override
    public TenantEncryption encryption(TenantId id) {
        return platform.encryption(id);
    }

    @Override
    public TenantEncryption rotateKey(TenantId id) {
        return platform.rotateKey(id);
    }

    @Override
    public StoragePlatform openBeside(Path directory) {
        return platform.openBeside(directory);
    }

    @Override
    public void move(TenantId id, StoragePlatform target) {
        platform.move(id, target);
    }

    @Override
    public void abandonMove(TenantId id, StoragePlatform target) {
        platform.abandonMove(id, target);
    }

    @Override
    public List<TenantInfo> tenants() {
        return platform.tenants();
    }

    @Override
    public Optional<TenantInfo> tenant(TenantId id) {
        return platform.tenant(id);
    }

    @Override
    public TenantUsage usage(TenantId id) {
        return platform.usage(id);
    }

    @Override
    public Map<TenantId, TenantStatistics> openTenantStatistics() {
        return platform.openTenantStatistics();
    }

    @Override
    public ScrubReport scrub(TenantId id) {
        return platform.scrub(id);
    }

    @Override
    public Optional<Cluster> cluster() {
        return platform.cluster();
    }

    @Override
    public Components components() {
        return platform.components();
    }

    @Override
    public StorageConfiguration configuration() {
        return platform.configuration();
    }

    @Override
    public List<String> configure(StorageConfiguration configuration) {
        return platform.configure(configuration);
    }

    @Override
    public CompactionSimulation simulateCompaction(String strategy, WriteHistory history, CompactionOptions options) {
        return platform.simulateCompaction(strategy, history, options);
    }

    @Override
    public PlatformStatistics statistics() {
        return platform.statistics();
    }

    @Override
    public BackupDirectory backups(Path directory) {
        return platform.backups(directory);
    }

    @Override
    public BackupDirectory existingBackups(Path directory) {
        return platform.existingBackups(directory);
    }

    @Override
    public Subscription subscribe(StorageEventListener listener) {
        return platform.subscribe(listener);
    }

    @Override
    public void reportAccess(String message) {
        platform.reportAccess(message);
    }

    @Override
    public void flush() {
        platform.flush();
    }

    /** Does nothing: the service ends when the engine's bundle stops. */
    @Override
    public void close() {}
}
