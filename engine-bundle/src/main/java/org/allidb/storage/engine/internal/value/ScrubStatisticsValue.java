package org.allidb.storage.engine.internal.value;

import org.allidb.storage.api.statistics.ScrubStatistics;

/** The engine's {@link ScrubStatistics}. */
public record ScrubStatisticsValue(long passes, boolean running, long tables, long bytes, long damaged, long unreadable)
        implements ScrubStatistics {

    /** No scrub has begun. */
    public static final ScrubStatistics NONE = new ScrubStatisticsValue(0, false, 0, 0, 0, 0);
}
