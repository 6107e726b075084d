package org.allidb.storage.api;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What {@link StorageTools#repair} has done. */
@ProviderType
public interface RepairReport {

    /** {@return the damaged data directory, which is as it was} */
    Path directory();

    /** {@return the new data directory} */
    Path into();

    /** {@return what was saved of each tenant, by id} */
    List<RepairedTenant> tenants();

    /** {@return what could not be saved, and what that means} */
    List<Finding> findings();

    /** {@return the check of the new directory} */
    CheckReport check();

    /** {@return how long it took, in nanoseconds} */
    long nanos();

    /**
     * Returns whether everything was saved.
     *
     * @return whether there are notes at most
     */
    default boolean isComplete() {
        return findings().stream().allMatch(finding -> finding.severity() == Finding.Severity.NOTE);
    }
}
