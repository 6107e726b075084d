package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/**
 * How long operations of all tenants took. Reads and writes are sampled, the others are all measured.
 *
 * @param get reads of a single row: one of 256
 * @param put writes, with their sync if they wait for it: one of 32
 * @param sync syncs of files: the log's, tables', manifests'
 * @param flush flushes of write buffers to tables
 */
@ProviderType
public record Latencies(Latency get, Latency put, Latency sync, Latency flush) {}
