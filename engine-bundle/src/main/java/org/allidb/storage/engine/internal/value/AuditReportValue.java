package org.allidb.storage.engine.internal.value;

import java.util.List;
import org.allidb.storage.api.AuditReport;
import org.allidb.storage.api.Finding;

/** The engine's {@link AuditReport}. */
public record AuditReportValue(
        int files, long events, long firstEvent, String chain, boolean hasKnown, List<Finding> findings)
        implements AuditReport {}
