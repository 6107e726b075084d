package org.allidb.storage.tenant.internal;

import org.allidb.storage.spi.tenant.QuotaPolicy;
import org.allidb.storage.testkit.QuotaPolicyContract;

class LadderPolicyContractTest extends QuotaPolicyContract {

    @Override
    protected QuotaPolicy policy() {
        return new LadderPolicy();
    }
}
