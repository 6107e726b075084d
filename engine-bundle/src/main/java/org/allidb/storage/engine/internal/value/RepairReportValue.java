package org.allidb.storage.engine.internal.value;

import java.nio.file.Path;
import java.util.List;
import org.allidb.storage.api.CheckReport;
import org.allidb.storage.api.Finding;
import org.allidb.storage.api.RepairReport;
import org.allidb.storage.api.RepairedTenant;

/** The engine's {@link RepairReport}. */
public record RepairReportValue(
        Path directory, Path into, List<RepairedTenant> tenants, List<Finding> findings, CheckReport check, long nanos)
        implements RepairReport {

    /** Copies what could change. */
    public RepairReportValue {
        tenants = List.copyOf(tenants);
        findings = List.copyOf(findings);
    }
}
