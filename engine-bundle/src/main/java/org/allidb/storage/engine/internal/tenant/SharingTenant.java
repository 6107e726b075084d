package org.allidb.storage.engine.internal.tenant;

import org.allidb.storage.api.TenantId;
import org.allidb.storage.engine.internal.fairness.CallTimes;
import org.allidb.storage.engine.internal.fairness.FairTenant;
import org.allidb.storage.engine.internal.fairness.Pace;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.jspecify.annotations.Nullable;

/** What a tenant takes of the machine that it shares with others. Thread-safe. */
final class SharingTenant implements FairTenant {

    private final TenantAccess access;
    private final TenantCounters counters;
    private final Pace pace;
    private volatile @Nullable CallTimes watched;

    SharingTenant(TenantAccess access, TenantCounters counters, Pace pace) {
        this.access = access;
        this.counters = counters;
        this.pace = pace;
    }

    @Override
    public TenantId id() {
        return access.descriptor().id();
    }

    @Override
    public int weight() {
        return access.descriptor().settings().weight();
    }

    @Override
    public Pace pace() {
        return pace;
    }

    @Override
    public long workNanos() {
        return counters.workNanos(access.usage());
    }

    @Override
    public void watch(@Nullable CallTimes times) {
        watched = times;
    }

    /** Returns what measures the tenant's calls, or null. */
    @Nullable
    CallTimes watched() {
        return watched;
    }
}
