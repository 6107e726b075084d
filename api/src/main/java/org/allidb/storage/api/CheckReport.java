package org.allidb.storage.api;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What {@link StorageTools#check} has found. */
@ProviderType
public interface CheckReport {

    /** {@return the data directory} */
    Path directory();

    /** {@return everything worth telling, in the order of the files} */
    List<Finding> findings();

    /** {@return how many tenants it holds} */
    int tenants();

    /** {@return files that were read} */
    int files();

    /** {@return bytes that were read} */
    long bytes();

    /** {@return how long it took, in nanoseconds} */
    long nanos();

    /**
     * Returns the findings of one severity.
     *
     * @param severity the severity
     * @return in the order of the files
     */
    default List<Finding> findings(Finding.Severity severity) {
        return findings().stream()
                .filter(finding -> finding.severity() == severity)
                .toList();
    }

    /**
     * Returns whether every file was checked and is intact.
     *
     * @return whether there are notes at most
     */
    default boolean isClean() {
        return findings().stream().allMatch(finding -> finding.severity() == Finding.Severity.NOTE);
    }
}
