package org.allidb.storage.api;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What {@link StorageTools#check} has found.
 *
 * @param directory the data directory
 * @param findings everything worth telling, in the order of the files
 * @param tenants how many tenants it holds
 * @param files files that were read
 * @param bytes bytes that were read
 * @param nanos how long it took, in nanoseconds
 */
@ProviderType
public record CheckReport(Path directory, List<Finding> findings, int tenants, int files, long bytes, long nanos) {

    /** Copies the list. */
    public CheckReport {
        findings = List.copyOf(findings);
    }

    /**
     * The findings of one severity.
     *
     * @param severity the severity
     * @return in the order of the files
     */
    public List<Finding> findings(Finding.Severity severity) {
        return findings.stream().filter(finding -> finding.severity() == severity).toList();
    }

    /**
     * Whether every file was checked and is intact.
     *
     * @return whether there are notes at most
     */
    public boolean isClean() {
        return findings.stream().allMatch(finding -> finding.severity() == Finding.Severity.NOTE);
    }
}
