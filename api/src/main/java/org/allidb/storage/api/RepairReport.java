package org.allidb.storage.api;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What {@link StorageTools#repair} has done.
 *
 * @param directory the damaged data directory, which is as it was
 * @param into the new data directory
 * @param tenants what was saved of each tenant, by id
 * @param findings what could not be saved, and what that means
 * @param check the check of the new directory
 * @param nanos how long it took, in nanoseconds
 */
@ProviderType
public record RepairReport(
        Path directory,
        Path into,
        List<RepairedTenant> tenants,
        List<Finding> findings,
        CheckReport check,
        long nanos) {

    /** Copies the lists. */
    public RepairReport {
        tenants = List.copyOf(tenants);
        findings = List.copyOf(findings);
    }

    /**
     * Whether everything was saved.
     *
     * @return whether there are notes at most
     */
    public boolean isComplete() {
        return findings.stream().allMatch(finding -> finding.severity() == Finding.Severity.NOTE);
    }
}
