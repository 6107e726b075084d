package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.ScrubReport;

/** The engine's {@link ScrubReport}. */
public record ScrubReportValue(int tables, long bytes, List<Finding> findings) implements ScrubReport {

    /** Copies what could change. */
    public ScrubReportValue {
        findings = List.copyOf(findings);
    }
}
