package org.allidb.storage.engine.internal.reading;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.allidb.storage.api.BackupDirectory;
import org.allidb.storage.api.Cluster;
import org.allidb.storage.api.CompactionSimulation;
import org.allidb.storage.api.Components;
import org.allidb.storage.api.ReadOnlyException;
import org.allidb.storage.api.ScrubReport;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.StoreClosedException;
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
import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.api.statistics.TenantStatistics;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.StorageErrors;
import org.allidb.storage.engine.internal.disk.ReadOnlyVfs;
import org.allidb.storage.engine.internal.providers.ComponentKind;
import org.allidb.storage.engine.internal.tenant.TenantResources;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Files;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Memory;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Operations;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Recovery;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Tenants;
import org.allidb.storage.engine.internal.value.RefusedWritesValue;
import org.allidb.storage.engine.internal.value.ScrubStatisticsValue;
import org.allidb.storage.engine.internal.value.TenantInfoValue;
import org.allidb.storage.kernel.simulation.Simulation;
import org.allidb.storage.spi.tenant.TenantDescriptor;

/**
 * A data directory that is open for reading only. Takes no lock, writes nothing, and may be open beside a process that
 * writes to it and any number of readers. Thread-safe.
 */
public final class ReadOnlyPlatform implements StoragePlatform {

    private static final LogStatistics NO_LOG = new LogStatistics() {};

    private final TenantResources shared;
    private final Components components;
    private final AutoCloseable machinery;
    private final TenantReading reading;
    private final String where;
    private final long openNanos;
    private final Set<ReadTenant> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ReadOnlyPlatform(
            TenantResources shared,
            Components components,
            AutoCloseable machinery,
            TenantReading reading,
            String where,
            long openNanos) {
        this.shared = shared;
        this.components = components;
        this.machinery = machinery;
        this.reading = reading;
        this.where = where;
        this.openNanos = openNanos;
    }

    /**
     * Opens a directory whose format was checked.
     *
     * @param files the directory
     * @param path its name for messages
     * @param shared what the tenants share
     * @param components the components for callers
     * @param machinery closed with the platform
     * @throws IOException if the catalogue cannot be read
     */
    public static ReadOnlyPlatform open(
            ReadOnlyVfs files, Path path, TenantResources shared, Components components, AutoCloseable machinery)
            throws IOException {
        long start = shared.parts().runtime().clock().nanoTime();
        String where = "the data directory " + path;
        TenantReading reading = new TenantReading(shared, files, where);
        reading.tenants();
        long nanos = shared.parts().runtime().clock().nanoTime() - start;
        return new ReadOnlyPlatform(shared, components, machinery, reading, where, nanos);
    }

    @Override
    public TenantStore open(TenantId id) {
        checkOpen();
        shared.observed().access().check("opening", id);
        try {
            Optional<TenantDescriptor> suspended = find(id).filter(TenantDescriptor::closed);
            if (suspended.isPresent()) {
                throw suspended.get().suspendedError();
            }
            ReadTenant tenant = reading.open(id);
            open.add(tenant);
            if (closed) {
                open.remove(tenant);
                tenant.close();
                checkOpen();
            }
            return new ReadOnlyStore(tenant, () -> open.remove(tenant));
        } catch (IOException e) {
            throw StorageErrors.of(id, "opening it for reading", e);
        }
    }

    @Override
    public TenantStore openOrCreate(TenantId id) {
        checkOpen();
        if (find(id).isEmpty()) {
            throw refused("creating tenant '" + id + "'");
        }
        return open(id);
    }

    @Override
    public void flush() {
        throw refused("a flush");
    }

    @Override
    public TenantStore create(TenantId id, TenantSettings settings) {
        throw refused("creating tenant '" + id + "'");
    }

    @Override
    public void update(TenantId id, TenantSettings settings) {
        throw refused("changing tenant '" + id + "'");
    }

    @Override
    public void suspend(TenantId id, Suspension.Mode mode, String by) {
        throw refused("suspending tenant '" + id + "'");
    }

    @Override
    public void resume(TenantId id) {
        throw refused("resuming tenant '" + id + "'");
    }

    @Override
    public void drop(TenantId id) {
        throw refused("dropping tenant '" + id + "'");
    }

    @Override
    public void copy(TenantId source, TenantId copy) {
        throw refused("copying to tenant '" + copy + "'");
    }

    @Override
    public StoragePlatform openBeside(Path directory) {
        throw refused("opening another data directory");
    }

    @Override
    public void move(TenantId id, StoragePlatform target) {
        throw refused("moving tenant '" + id + "'");
    }

    @Override
    public void abandonMove(TenantId id, StoragePlatform target) {
        throw refused("undoing the move of tenant '" + id + "'");
    }

    @Override
    public ScrubReport scrub(TenantId id) {
        throw refused("a scrub, which sets damaged tables aside,");
    }

    @Override
    public List<String> configure(StorageConfiguration configuration) {
        throw refused("a change of the configuration");
    }

    @Override
    public CompactionSimulation simulateCompaction(String strategy, WriteHistory history, CompactionOptions options) {
        return Simulation.run(shared.parts().providers().require(ComponentKind.STRATEGY, strategy), history, options);
    }

    @Override
    public BackupDirectory backups(Path directory) {
        throw refused("a backup directory, whose backups and restores need a flush,");
    }

    @Override
    public BackupDirectory existingBackups(Path directory) {
        return backups(directory);
    }

    @Override
    public List<TenantInfo> tenants() {
        checkOpen();
        return descriptors().stream().map(this::info).toList();
    }

    @Override
    public Optional<TenantInfo> tenant(TenantId id) {
        checkOpen();
        shared.observed().access().check("a look", id);
        return descriptors().stream()
                .filter(tenant -> tenant.id().equals(id))
                .findAny()
                .map(this::info);
    }

    private TenantInfo info(TenantDescriptor tenant) {
        return new TenantInfoValue(
                tenant.id(),
                tenant.generation(),
                tenant.settings(),
                tenant.shownSuspension(),
                open.stream().anyMatch(other -> other.id().equals(tenant.id())),
                Instant.ofEpochMilli(tenant.createdMillis()));
    }

    @Override
    public TenantUsage usage(TenantId id) {
        checkOpen();
        shared.observed().access().check("measuring", id);
        try {
            return reading.usage(id, configuration().tenants());
        } catch (IOException e) {
            throw StorageErrors.of(id, "adding up its files", e);
        }
    }

    @Override
    public Map<TenantId, TenantStatistics> openTenantStatistics() {
        checkOpen();
        Map<TenantId, TenantStatistics> figures = new TreeMap<>();
        open.forEach(tenant -> figures.put(tenant.id(), tenant.statistics()));
        return figures;
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
    public TenantEncryption encryption(TenantId id) {
        throw refused("looking at the keys of tenant '" + id + "'");
    }

    @Override
    public TenantEncryption rotateKey(TenantId id) {
        throw refused("a new key of tenant '" + id + "'");
    }

    @Override
    public StorageConfiguration configuration() {
        return shared.configuration().get();
    }

    @Override
    public PlatformStatistics statistics() {
        checkOpen();
        long memory = open.stream().mapToLong(ReadTenant::memoryBytes).sum();
        return new PlatformStatisticsValue(
                new Tenants(descriptors().size(), open.size()),
                new Memory(memory, 0, 0, 0),
                new Files(NO_LOG, shared.parts().tableFormat().cacheStatistics(), ScrubStatisticsValue.NONE),
                new Operations(shared.observed().times().statistics(), 0, 0, RefusedWritesValue.NONE, List.of()),
                new Recovery(openNanos, 0));
    }

    @Override
    public Subscription subscribe(StorageEventListener listener) {
        checkOpen();
        return () -> {
            // a platform for reading has no events
        };
    }

    @Override
    public void reportAccess(String message) {
        checkOpen();
        // a platform for reading has no events
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        open.forEach(ReadTenant::close);
        open.clear();
        try {
            machinery.close();
        } catch (IOException e) {
            throw StorageErrors.of("closing " + where, e);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw StorageErrors.of("closing " + where, new IOException(e.toString(), e));
        }
    }

    private List<TenantDescriptor> descriptors() {
        try {
            return reading.tenants();
        } catch (IOException e) {
            throw StorageErrors.of("reading the catalogue of " + where, e);
        }
    }

    private Optional<TenantDescriptor> find(TenantId id) {
        return descriptors().stream().filter(tenant -> tenant.id().equals(id)).findAny();
    }

    private ReadOnlyException refused(String what) {
        checkOpen();
        return new ReadOnlyException(where + " is open for reading only, so " + what
                + " is refused; open it with StoragePlatform.open to change it");
    }

    private void checkOpen() {
        if (closed) {
            throw new StoreClosedException("the platform is closed; open it again");
        }
    }
}
