package org.allidb.storage.engine.internal.tools;

import org.allidb.storage.spi.codec.Codecs;
import org.allidb.storage.spi.memtable.MemtableProvider;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.sstable.TableFormat;

/**
 * The parts that repairs use.
 *
 * @param codecs the codecs that are present
 * @param format reads intact tables and writes new ones
 * @param memtables sort what is in the log
 * @param clock gives the time of new tables
 */
record RepairParts(Codecs codecs, TableFormat format, MemtableProvider memtables, StorageClock clock) {}
