package org.allidb.storage.engine.internal.tools;

import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageRuntime;
import org.allidb.storage.spi.sstable.TableFormat;
import org.allidb.storage.spi.tenant.TenantGuard;

/**
 * What the repairs of all tenants share.
 *
 * @param guard of the new directory
 * @param inspectors what can look at files
 * @param codecs the codecs that are present
 * @param format reads intact tables and writes new ones
 * @param memtables sort what is in the log
 * @param runtime time
 * @param findings what could not be saved
 */
record RepairTools(
        TenantGuard guard,
        Inspectors inspectors,
        Codecs codecs,
        TableFormat format,
        MemtableProvider memtables,
        StorageRuntime runtime,
        Findings findings) {}
