package org.allidb.storage.compaction.internal;

import org.allidb.storage.spi.compaction.CompactionStrategy;
import org.allidb.storage.testkit.CompactionStrategyContract;

class LeveledContractTest extends CompactionStrategyContract {

    @Override
    protected CompactionStrategy strategy() {
        return new LeveledStrategy();
    }
}
