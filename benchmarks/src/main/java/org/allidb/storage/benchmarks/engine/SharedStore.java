package org.allidb.storage.benchmarks.engine;

/** A store whose tenants share what it has, with what one of them may do at the cost of the others. */
public interface SharedStore extends TenantedStore {

    /** Reads all entries of a tenant; returns how many. */
    long scan(int tenant);

    /** Opens a cursor over all of a tenant's entries, and reads the first. */
    AutoCloseable cursor(int tenant);

    /** Merges all of a tenant. */
    void compact(int tenant);

    /** Drops a tenant with all it has, and creates it again. */
    void recreate(int tenant);
}
