package org.allidb.storage.engine.internal.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The tenants that write to a log. Those that come while another log takes over are noted, and their writers wait. Thread-safe. */
final class LogTenants {

    private final Map<Long, LogTenant> attached = new ConcurrentHashMap<>();
    /** Tenants that were attached while another log takes over; null if none does. */
    @GuardedBy("this")
    private @Nullable List<LogTenant> newcomers;

    /** Takes on a tenant; its writers wait while another log takes over. */
    synchronized void attach(LogTenant tenant) {
        attached.put(tenant.generation(), tenant);
        if (newcomers == null) {
            return;
        }
        // it has not begun to take writes
        tenant.pauseWrites(Long.MAX_VALUE);
        newcomers.add(tenant);
    }

    void detach(LogTenant tenant) {
        attached.remove(tenant.generation(), tenant);
    }

    /** Returns a tenant; null if it is not attached. */
    @Nullable
    LogTenant find(long generation) {
        return attached.get(generation);
    }

    /** Returns those that are attached, also ones that come and go meanwhile. */
    Collection<LogTenant> all() {
        return attached.values();
    }

    /** Begins to note those that come; returns those that are there. */
    synchronized List<LogTenant> beginTakeover() {
        newcomers = new ArrayList<>();
        return List.copyOf(attached.values());
    }

    /** Returns those that came since {@link #beginTakeover}, whose writers wait; from now on none is noted. */
    synchronized List<LogTenant> endTakeover() {
        List<LogTenant> came = newcomers;
        newcomers = null;
        return came == null ? List.of() : List.copyOf(came);
    }
}
