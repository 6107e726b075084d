package org.allidb.storage.engine.internal.value;

import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.Finding;

/** The engine's {@link CheckReport}. */
public record CheckReportValue(Path directory, List<Finding> findings, int tenants, int files, long bytes, long nanos)
        implements CheckReport {

    /** Copies what could change. */
    public CheckReportValue {
        findings = List.copyOf(findings);
    }
}
