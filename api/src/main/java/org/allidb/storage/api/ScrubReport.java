package org.allidb.storage.api;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a scrub of a tenant has found.
 *
 * @param tables tables that were read
 * @param bytes bytes of them
 * @param findings what is damaged, or could not be read
 */
@ProviderType
public record ScrubReport(int tables, long bytes, List<Finding> findings) {

    /** Copies the list. */
    public ScrubReport {
        findings = List.copyOf(findings);
    }
}
