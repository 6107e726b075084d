package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.Suspension;
import org.allidb.storage.api.TenantExistsException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.TenantUnknownException;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.Failures;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.tenant.PreparedTenant;
import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.tenant.TenantGuard;
import org.allidb.storage.spi.vfs.Vfs;

/**
 * The guard over a catalogue and its directories. Thread-safe, without a lock of its own: the monitor of {@link Catalogue} puts
 * changes of tenants in order, and no lock is held over work on directories.
 */
final class QuotaGuard implements TenantGuard {

    private static final Logger LOG = System.getLogger(QuotaGuard.class.getName());

    private final Catalogue catalogue;
    private final TenantDirectories directories;
    private final StoredMarks marks;
    private final Map<Long, QuotaAccess> open = new ConcurrentHashMap<>();
    /** Generations that may be gone at the next open, because the disk failed while they were dropped. */
    private final Set<Long> halfDropped = ConcurrentHashMap.newKeySet();

    private final ReservedIds ids = new ReservedIds();

    private final AtomicReference<QuotaPolicy> policy = new AtomicReference<>(new LadderPolicy());
    private final GuardServices services;
    private volatile TenantOptions options;

    private QuotaGuard(
            Catalogue catalogue,
            TenantDirectories directories,
            TenantOptions options,
            StorageRuntime runtime,
            EventSink events) {
        this.catalogue = catalogue;
        this.directories = directories;
        this.marks = new StoredMarks(catalogue);
        this.options = options;
        this.services = new GuardServices(runtime.clock(), events, policy::get);
    }

    static QuotaGuard open(Vfs files, TenantOptions options, StorageRuntime runtime, EventSink events)
            throws IOException {
        Catalogue catalogue = Catalogue.open(files);
        TenantDirectories directories = new TenantDirectories(files);
        directories.sweep(catalogue);
        return new QuotaGuard(catalogue, directories, options, runtime, events);
    }

    @Override
    public List<TenantDescriptor> tenants() {
        return List.copyOf(catalogue.tenants());
    }

    @Override
    public Optional<TenantDescriptor> find(TenantId id) {
        return catalogue.find(id);
    }

    @Override
    public Optional<TenantDescriptor> find(long generation) {
        return catalogue.find(generation);
    }

    @Override
    public TenantDescriptor create(TenantId id, TenantSettings settings) throws IOException {
        ids.reserve(id, true);
        try {
            checkNew(id);
            TenantDescriptor tenant = describe(id, settings);
            directories.create(tenant);
            // If this fails, the entry may still be on disk: the directory stays, and the next open decides about both.
            catalogue.put(tenant);
            report(id, "created");
            return tenant;
        } finally {
            ids.release(id);
        }
    }

    @Override
    public PreparedTenant prepare(TenantId id, TenantSettings settings) throws IOException {
        ids.reserve(id, false);
        TenantDescriptor tenant;
        try {
            checkNew(id);
            tenant = describe(id, settings);
            // before there are files: a directory with files of a generation that was never given is no leftover of
            // ours
            catalogue.reserveGenerations();
            directories.create(tenant);
        } catch (IOException | RuntimeException | Error e) {
            ids.release(id);
            throw e;
        }
        return new QuotaPreparedTenant(
                this, tenant, newAccess(new MeasuredDirectory(directories.open(tenant), 0), tenant));
    }

    /** Adds a prepared tenant to the catalogue. */
    void complete(TenantDescriptor tenant) throws IOException {
        catalogue.put(tenant);
        report(tenant.id(), tenant.isArriving() ? "copied from another data directory, which still has it" : "created");
    }

    /**
     * Ends the preparation of a tenant.
     *
     * @param removed whether its files are removed, because the catalogue has never named it
     */
    void prepared(TenantDescriptor tenant, boolean removed) {
        try {
            if (removed) {
                removeFiles(tenant);
            }
        } finally {
            ids.release(tenant.id());
        }
    }

    @Override
    public TenantDescriptor update(TenantId id, TenantSettings settings) throws IOException {
        return change(id, now -> {
            checkNotHandedOver(now);
            FixedSettings.check(now, settings);
            return marks.changed(now, settings, options, open.get(now.generation()));
        });
    }

    @Override
    public TenantDescriptor setSuspension(TenantId id, Optional<Suspension> suspension) throws IOException {
        TenantDescriptor changed = change(id, now -> {
            checkNotHandedOver(now);
            return now.withSuspension(suspension);
        });
        report(
                id,
                suspension
                        .map(now -> "suspended by " + now.by() + (changed.closed() ? "" : ", for writes alone"))
                        .orElse("resumed"));
        return changed;
    }

    @Override
    public TenantDescriptor handOver(TenantId id, UnaryOperator<TenantDescriptor> change) throws IOException {
        TenantDescriptor before = require(id);
        TenantDescriptor[] begun = {before};
        try {
            return change(id, now -> {
                TenantDescriptor changed = change.apply(now);
                begun[0] = changed;
                return changed;
            });
        } catch (IOException e) {
            if (before.handover().isEmpty() && begun[0].handover().isPresent()) {
                // the next open may find it: it takes no writes until it is known
                catalogue.assume(begun[0]);
                refresh(before.generation());
            }
            throw e;
        }
    }

    private static void checkNotHandedOver(TenantDescriptor tenant) {
        if (tenant.handover().isPresent()) {
            throw tenant.suspendedError();
        }
    }

    @Override
    public void drop(TenantId id) throws IOException {
        TenantDescriptor tenant = require(id);
        try {
            catalogue.remove(tenant);
        } catch (IOException e) {
            keepAfterFailedDrop(tenant, e);
            throw e;
        }
        halfDropped.remove(tenant.generation());
        QuotaAccess access = open.get(tenant.generation());
        if (access != null) {
            if (tenant.isLeaving()) {
                access.drop().moved();
            } else {
                access.drop().dropped();
            }
        }
        report(id, tenant.isLeaving() ? "moved to another data directory" : "dropped");
        removeFiles(tenant);
    }

    private void removeFiles(TenantDescriptor tenant) {
        try {
            directories.remove(tenant.directory());
        } catch (IOException e) {
            LOG.log(Level.WARNING, "files of the dropped tenant '" + tenant.id() + "' stay until the next open", e);
        }
    }

    /**
     * Keeps a tenant whose removal failed: the disk may have the removal nevertheless. Either the catalogue is written again
     * with the tenant in it, or the tenant takes no writes, because it may be gone at the next open.
     */
    private void keepAfterFailedDrop(TenantDescriptor tenant, IOException failure) {
        try {
            catalogue.update(tenant.generation(), now -> now);
        } catch (IOException e) {
            Failures.suppress(failure, e);
            halfDropped.add(tenant.generation());
            QuotaAccess access = open.get(tenant.generation());
            if (access != null) {
                access.drop().halfDropped();
            }
        }
    }

    @Override
    public TenantAccess access(TenantId id) throws IOException {
        TenantDescriptor tenant = require(id);
        long generation = tenant.generation();
        if (halfDropped.contains(generation)) {
            throw DropState.halfDroppedError(id);
        }
        long bytes = directories.measure(tenant);
        QuotaAccess access = newAccess(new MeasuredDirectory(directories.open(tenant), bytes), tenant);
        // what was changed while the directory was measured
        access.refresh(() -> catalogue.find(generation));
        access.reconfigure(options);
        return access;
    }

    @Override
    public TenantUsage usage(TenantId id) throws IOException {
        TenantDescriptor tenant = require(id);
        QuotaAccess access = open.get(tenant.generation());
        if (access != null) {
            return access.usage();
        }
        try {
            return MeasuredUsage.ofFiles(
                    directories.measure(tenant),
                    DiskQuota.limit(tenant.settings().quota().diskBytes(), options));
        } catch (IOException e) {
            // was it dropped meanwhile?
            if (!require(id).equals(tenant)) {
                return usage(id);
            }
            throw e;
        }
    }

    private QuotaAccess newAccess(MeasuredDirectory directory, TenantDescriptor tenant) {
        QuotaAccess access = new QuotaAccess(tenant, directory, options, services, this::closed);
        open.put(tenant.generation(), access);
        return access;
    }

    private void closed(QuotaAccess access) {
        if (!halfDropped.contains(access.descriptor().generation())) {
            marks.store(access);
        }
        open.remove(access.descriptor().generation(), access);
    }

    @Override
    public void reconfigure(TenantOptions newOptions) {
        options = newOptions;
        open.values().forEach(access -> access.reconfigure(newOptions));
    }

    @Override
    public void setPolicy(QuotaPolicy newPolicy) {
        policy.set(newPolicy);
        open.values().forEach(QuotaAccess::policyChanged);
    }

    @Override
    public void close() {
        open.clear();
    }

    private TenantDescriptor change(TenantId id, UnaryOperator<TenantDescriptor> change) throws IOException {
        long generation = require(id).generation();
        TenantDescriptor changed = catalogue.update(generation, change).orElseThrow(() -> unknown(id));
        refresh(generation);
        return changed;
    }

    private void refresh(long generation) {
        QuotaAccess access = open.get(generation);
        if (access != null) {
            access.refresh(() -> catalogue.find(generation));
        }
    }

    private TenantDescriptor describe(TenantId id, TenantSettings settings) {
        return TenantDescriptor.of(
                id, catalogue.takeGeneration(), settings, services.clock().wallMillis());
    }

    private void checkNew(TenantId id) {
        if (catalogue.find(id).isPresent()) {
            throw new TenantExistsException(id, "tenant '" + id + "' exists already; open it, or choose another id");
        }
        if (catalogue.size() >= options.maxTenants()) {
            throw new InvalidArgumentException("there are " + catalogue.size()
                    + " tenants already, as many as tenants.max_tenants allows; drop one, or raise it");
        }
    }

    private TenantDescriptor require(TenantId id) {
        return catalogue.find(id).orElseThrow(() -> unknown(id));
    }

    private static TenantUnknownException unknown(TenantId id) {
        return new TenantUnknownException(id, "there is no tenant '" + id + "'; create it first, or check the id");
    }

    private void report(TenantId id, String what) {
        services.events()
                .report(StorageEvent.Type.TENANT, Optional.of(id), "tenant '" + id + "' was " + what, Map.of());
    }
}
