package org.allidb.storage.api;

import java.util.List;

/**
 * What a scrub of a tenant has found.
 *
 * @param tables tables that were read
 * @param bytes bytes of them
 * @param findings what is damaged, or could not be read
 */
public record ScrubReport(int tables, long bytes, List<Finding> findings) {

    /** Copies the list. */
    public ScrubReport {
        findings = List.copyOf(findings);
    }
}
