package org.allidb.storage.server.internal.command;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.allidb.storage.api.StoragePlatform;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.TenantStore;
import org.allidb.storage.server.internal.protocol.Replies;

/** What commands see of the connection that they came by, and of the server behind it. Used by one thread at a time. */
public interface Client {

    /** What is told to those who ask which Redis this is like. */
    String REDIS_VERSION = "7.4.0";

    /** Returns the time. */
    Instant now();

    /** Returns the number of the connection. */
    long id();

    /** Returns what the client calls itself; possibly empty. */
    String name();

    /** Sets what the client calls itself. */
    void rename(String name);

    /**
     * Lets the client in by a key.
     *
     * @param tenant whose key it must be; empty for any
     * @param key the key
     * @throws CommandException if it is no key, or the key of another tenant
     */
    void authenticate(String tenant, String key) throws CommandException;

    /** Refuses a client that needs a key and has presented none. */
    void demandAccess() throws CommandException;

    /** Makes it a client that has presented nothing. */
    void reset();

    /** Has the connection closed behind the answer to this command. */
    void quit();

    /** Begins to queue commands. */
    void begin() throws CommandException;

    /** Carries out what was queued, and writes the answers. */
    void execute(Replies out) throws CommandException;

    /** Forgets what was queued, and what is watched. */
    void discard() throws CommandException;

    /** Watches keys until the next transaction. */
    void watch(List<byte[]> keys) throws CommandException;

    /** Forgets what is watched. */
    void unwatch();

    /** Returns the tenant. */
    TenantId tenant() throws CommandException;

    /** Returns the tenant's store. */
    TenantStore store() throws CommandException;

    /** Returns the platform. */
    StoragePlatform platform() throws CommandException;

    /** Returns the places at which scans of the tenant continue. */
    ScanCursors cursors() throws CommandException;

    /** Returns what there is to tell of the server, by section and name. */
    Map<String, Map<String, Object>> figures() throws CommandException;
}
