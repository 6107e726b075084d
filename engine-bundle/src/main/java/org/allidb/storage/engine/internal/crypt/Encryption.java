package org.allidb.storage.engine.internal.crypt;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.allidb.storage.api.StorageException;
import org.allidb.storage.api.TenantId;
import org.allidb.storage.api.event.StorageEvent;
import org.allidb.storage.spi.event.EventSink;
import org.allidb.storage.spi.runtime.StorageClock;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/** Gives tenants that are encrypted their keys. Thread-safe. */
public final class Encryption implements AutoCloseable {

    private final MasterKeys masters;
    private final StorageClock clock;
    private final EventSink events;

    /**
     * Creates it.
     *
     * @param masters asks the providers of master keys
     * @param clock says when a key was created
     * @param events receives what happens to keys
     */
    public Encryption(MasterKeys masters, StorageClock clock, EventSink events) {
        this.masters = masters;
        this.clock = clock;
        this.events = events;
    }

    /**
     * Prepares the access to a tenant that is opened: one that is encrypted gets its keys.
     *
     * @param access that of the guard; closed with the result, but stays the caller's if this fails
     * @throws org.allidb.storage.api.TenantKeyException if a key cannot be had
     */
    public TenantAccess open(TenantAccess access) throws IOException {
        TenantDescriptor tenant = access.descriptor();
        if (!tenant.settings().encrypted()) {
            return access;
        }
        TenantKeys keys = keys(tenant, access.admittedFiles());
        try {
            if (keys.rewrap() > 0) {
                reportWrapped(tenant.id(), keys);
            }
        } catch (IOException | StorageException e) {
            events.report(
                    StorageEvent.Type.FAILURE,
                    Optional.of(tenant.id()),
                    "the keys of tenant '" + tenant.id() + "' stay wrapped by the master key that they have: "
                            + e.getMessage(),
                    Map.of());
        }
        return new EncryptedAccess(access, keys);
    }

    /** Prepares the access to a tenant that is only read, as {@link #open} does, and changes nothing. */
    public TenantAccess openReadOnly(TenantAccess access) throws IOException {
        TenantDescriptor tenant = access.descriptor();
        return tenant.settings().encrypted() ? new EncryptedAccess(access, keys(tenant, access.files())) : access;
    }

    /** Prepares the access to a tenant that does not exist yet: one that is to be encrypted gets a key, which is durable. */
    public TenantAccess create(TenantAccess access) throws IOException {
        TenantDescriptor tenant = access.descriptor();
        if (!tenant.settings().encrypted()) {
            return access;
        }
        TenantKeys keys = reported(
                tenant.id(), () -> TenantKeys.create(tenant, access.admittedFiles(), masters, clock.wallMillis()));
        report(tenant.id(), "tenant '" + tenant.id() + "' has key 1, wrapped by the " + source(keys));
        return new EncryptedAccess(access, keys);
    }

    /** Unwraps the keys of a tenant whose files are in a directory, its own or one of backups. */
    public TenantKeys keys(TenantDescriptor tenant, Vfs files) throws IOException {
        return reported(tenant.id(), () -> TenantKeys.open(tenant, files, masters));
    }

    /** Gives a tenant a new key, and wraps those before by the same master key. */
    public void rotate(TenantKeys keys) throws IOException {
        reported(keys.id(), () -> {
            keys.rewrap();
            keys.rotate(clock.wallMillis());
            return keys;
        });
        report(
                keys.id(),
                "tenant '" + keys.id() + "' has key " + keys.currentNumber() + " now, wrapped by the " + source(keys));
    }

    /** Something that is done to keys. */
    private interface KeyAction {
        TenantKeys run() throws IOException;
    }

    /** Does something to keys. What refuses them is an event too, which counts as a failure of the provider that it names. */
    private TenantKeys reported(TenantId tenant, KeyAction action) throws IOException {
        try {
            return action.run();
        } catch (StorageException e) {
            events.report(StorageEvent.Type.FAILURE, Optional.of(tenant), String.valueOf(e.getMessage()), Map.of());
            throw e;
        }
    }

    private void reportWrapped(TenantId tenant, TenantKeys keys) {
        report(tenant, "the keys of tenant '" + tenant + "' are wrapped by the " + source(keys) + " now");
    }

    private static String source(TenantKeys keys) {
        KeyFile file = keys.wrapped().getLast();
        return "master key '" + file.masterKey() + "' of keys '" + file.provider() + "'";
    }

    private void report(TenantId tenant, String what) {
        events.report(StorageEvent.Type.LIFECYCLE, Optional.of(tenant), what, Map.of());
    }

    @Override
    public void close() {
        masters.close();
    }
}
