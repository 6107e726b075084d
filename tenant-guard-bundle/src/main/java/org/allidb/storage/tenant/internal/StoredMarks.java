package org.allidb.storage.tenant.internal;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.allidb.storage.api.TenantSettings;
import org.allidb.storage.api.config.TenantOptions;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * The marks of tenants in the catalogue. A mark is durable in the same edit as the quota that is lowered; after that it only falls, so
 * that one which is not the latest allows no more than was allowed before. Thread-safe, without a lock of its own.
 */
final class StoredMarks {

    private static final Logger LOG = System.getLogger(StoredMarks.class.getName());

    private final Catalogue catalogue;

    StoredMarks(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    /**
     * Returns a tenant with other settings, and with the mark that follows from them.
     *
     * @param access the access to it; null if it is not open
     */
    TenantDescriptor changed(
            TenantDescriptor tenant, TenantSettings settings, TenantOptions options, @Nullable QuotaAccess access) {
        long before = DiskQuota.limit(tenant.settings().quota().diskBytes(), options);
        long after = DiskQuota.limit(settings.quota().diskBytes(), options);
        TenantDescriptor changed = tenant.withSettings(settings);
        if (!DiskQuota.isLower(after, before)) {
            return changed;
        }
        return changed.withDiskMark(
                access == null ? SpaceMark.AS_USED : access.disk().markIfLoweredTo(after));
    }

    /** Makes the mark of a tenant that is closed durable, if it is another one. A failure leaves the one before, which is no less. */
    void store(QuotaAccess access) {
        long generation = access.descriptor().generation();
        long mark = access.disk().markToStore();
        if (catalogue.find(generation).map(TenantDescriptor::diskMark).orElse(mark) == mark) {
            return;
        }
        try {
            catalogue.update(generation, now -> now.withDiskMark(mark));
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "from which use on tenant '" + access.descriptor().id()
                            + "' may delete could not be stored; when it is opened next, it counts from an earlier one",
                    e);
        }
    }
}
