package org.allidb.storage.engine.internal.tenant;

/**
 * The memory that all tenants of a platform share.
 *
 * @param memtables what memtables that take writes, or wait for their flush, may use
 * @param readers what memtables may use that only readers keep
 */
public record MemoryBudgets(WriteBufferBudget memtables, ReaderMemoryBudget readers) {}
