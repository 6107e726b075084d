package org.allidb.storage.sstable.internal.filter;

import org.allidb.storage.spi.filter.FilterProvider;
import org.allidb.storage.testkit.FilterContract;

class BloomFilterTest extends FilterContract {

    @Override
    protected FilterProvider provider() {
        return new BloomFilterProvider();
    }
}
