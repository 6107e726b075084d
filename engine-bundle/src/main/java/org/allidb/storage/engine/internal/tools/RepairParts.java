package org.allidb.storage.engine.internal.tools;

import org.allidb.storage.api.config.StorageConfiguration;
import org.allidb.storage.engine.internal.tenant.TenantConfiguration;
import org.allidb.storage.engine.internal.version.TableFiles;
import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.tenant.TenantAccess;

/**
 * The parts that repairs use.
 *
 * @param codecs the codecs that are present
 * @param format reads intact tables and writes new ones
 * @param memtables sort what is in the log
 * @param clock gives the time of new tables
 * @param configuration the configuration, in which tenants set parameters for themselves
 */
record RepairParts(
        Codecs codecs,
        TableFormat format,
        MemtableProvider memtables,
        StorageClock clock,
        StorageConfiguration configuration) {

    /** Returns the files of the tables of a tenant. New ones are as the tenant's settings say. */
    TableFiles tableFiles(TenantAccess access) {
        return new TenantConfiguration(access, () -> configuration).tableFiles(() -> format);
    }
}
