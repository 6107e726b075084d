package org.allidb.storage.benchmarks.engine;

import org.jspecify.annotations.Nullable;

/**
 * A store with many tenants, in whatever the engine has that comes closest: a tenant, a column family, a named
 * database. All methods but {@link #close()} and {@link #add(int)} may be called by several threads; tenants are numbered
 * from 0.
 */
public interface TenantedStore extends AutoCloseable {

    /** Adds so many tenants, or opens those that are there already, in the order of their numbers. */
    void add(int count);

    /** Writes an entry of a tenant. */
    void put(int tenant, byte[] key, byte[] value);

    /** Writes an entry of a tenant that is on stable storage when this returns. */
    void putSync(int tenant, byte[] key, byte[] value);

    /** Returns the value of a tenant's entry; null if it is not there. */
    byte @Nullable [] get(int tenant, byte[] key);

    /** Writes what is in memory of all tenants out. */
    void flushAll();

    @Override
    void close();
}
