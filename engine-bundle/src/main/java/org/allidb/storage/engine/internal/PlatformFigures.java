package org.allidb.storage.engine.internal;

import org.allidb.storage.api.statistics.LogStatistics;
import org.allidb.storage.api.statistics.PlatformStatistics;
import org.allidb.storage.engine.internal.lifecycle.OpenTenants;
import org.allidb.storage.engine.internal.scrub.Scrubber;
import org.allidb.storage.engine.internal.tenant.MemoryBudgets;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Files;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Memory;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Operations;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Recovery;
import org.allidb.storage.engine.internal.value.PlatformStatisticsValue.Tenants;

/** Puts together the figures of an open data directory. */
final class PlatformFigures {

    private PlatformFigures() {}

    /**
     * Returns the figures of now.
     *
     * @param recoveryNanos how long the opening took
     */
    static PlatformStatistics of(OpenDirectory opened, Scrubber scrubber, long recoveryNanos) {
        PlatformServices services = opened.services();
        OpenTenants tenants = opened.tenants();
        LogStatistics log = opened.log().statistics();
        MemoryBudgets memory = services.memory();
        return new PlatformStatisticsValue(
                new Tenants(opened.guard().tenants().size(), tenants.trees().size()),
                new Memory(
                        memory.memtables().used(),
                        memory.memtables().limit(),
                        memory.readers().held(),
                        memory.readers().limit()),
                new Files(log, services.parts().tableFormat().cacheStatistics(), scrubber.statistics()),
                new Operations(
                        services.observed().times().statistics(),
                        services.diskWatch().slowOperations(),
                        services.diskWatch().hanging(),
                        services.observed().refusedWrites().figures(),
                        tenants.runningTasks()),
                new Recovery(recoveryNanos, log.replayedRecords()));
    }
}
