package org.allidb.storage.tenant.internal;

import java.util.function.Supplier;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.QuotaPolicy;

/**
 * What the accesses of all tenants share.
 *
 * @param clock the time
 * @param events receives what is reported
 * @param policyInForce returns the policy that decides now; asked each time
 */
record GuardServices(StorageClock clock, EventSink events, Supplier<QuotaPolicy> policyInForce) {

    QuotaPolicy policy() {
        return policyInForce.get();
    }
}
