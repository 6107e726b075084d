package org.allidb.storage.compaction.internal;

import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.testkit.CompactionStrategyContract;

class TimeWindowContractTest extends CompactionStrategyContract {

    @Override
    protected CompactionStrategy strategy() {
        return new TimeWindowStrategy();
    }
}
