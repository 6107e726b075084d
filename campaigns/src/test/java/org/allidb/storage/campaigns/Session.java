package org.allidb.storage.campaigns;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.campaigns.PlatformWorkload.Tenant;
import org.allidb.storage.spi.vfs.Vfs;
import org.allidb.storage.testkit.ManualClock;
import org.allidb.storage.testkit.SerialRuntime;

/** A platform without threads, the clock that it goes by, and the stores that are open. Used by one thread. */
final class Session implements AutoCloseable {

    private final Vfs files;
    private final ManualClock clock = new ManualClock();
    private final SerialRuntime runtime = new SerialRuntime(clock);
    private final Map<Tenant, TenantStore> stores = new EnumMap<>(Tenant.class);
    private StoragePlatform platform;
    private boolean closed;

    Session(Vfs files) {
        this.files = files;
        this.platform = Platforms.open(files, runtime);
    }

    StoragePlatform platform() {
        return platform;
    }

    /** The store of a tenant that exists. */
    TenantStore store(Tenant tenant) {
        return stores.computeIfAbsent(tenant, opened -> platform.open(opened.id()));
    }

    boolean exists(Tenant tenant) {
        return platform.tenants().stream().anyMatch(info -> info.id().equals(tenant.id()));
    }

    /** The rows of a tenant, if there is one. */
    Optional<Map<String, String>> rows(Tenant tenant) {
        return exists(tenant) ? Optional.of(Workload.read(store(tenant))) : Optional.empty();
    }

    void create(Tenant tenant) {
        stores.put(tenant, platform.create(tenant.id(), tenant.settings()));
    }

    void drop(Tenant tenant) {
        // a drop waits for the tenant's compactions
        runtime.runDue();
        platform.drop(tenant.id());
        stores.remove(tenant);
    }

    /** Lets time pass, and does what is due by then. */
    void advance(long millis) {
        clock.advanceMillis(millis);
        runtime.runDue();
    }

    /** Does what waits for a thread. */
    void runDue() {
        runtime.runDue();
    }

    void reopen() {
        close();
        platform = Platforms.open(files, runtime);
        closed = false;
    }

    /** Whether it was closed, or closed and could not be opened again. */
    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        runtime.runDue();
        stores.clear();
        closed = true;
        platform.close();
    }
}
