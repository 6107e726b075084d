package org.allidb.storage.compaction.internal;

import org.allidb.storage.spi.throttle.ThrottlerProvider;
import org.allidb.storage.testkit.ThrottlerContract;

class AdaptiveThrottlerContractTest extends ThrottlerContract {

    @Override
    protected ThrottlerProvider provider() {
        return new AdaptiveThrottlerProvider();
    }
}
