package org.allidb.storage.api.statistics;

import org.osgi.annotation.versioning.ProviderType;

/** How long operations of all tenants took. Reads and writes are sampled, the others are all measured. */
@ProviderType
public interface Latencies {

    /** {@return reads of a single row: one of 256} */
    Latency get();

    /** {@return writes, with their sync if they wait for it: one of 32} */
    Latency put();

    /** {@return syncs of files: the log's, tables', manifests'} */
    Latency sync();

    /** {@return flushes of write buffers to tables} */
    Latency flush();
}
