package org.allidb.storage.engine.internal.crypt;

import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/** The access to an encrypted tenant: that of the guard, with tables that are encrypted. Thread-safe. */
public final class EncryptedAccess implements TenantAccess {

    private final TenantAccess access;
    private final TenantKeys keys;

    /**
     * Creates the access to a tenant whose keys are there.
     *
     * @param access that of the guard, closed with this
     * @param keys the keys, cleared when this is closed
     */
    public EncryptedAccess(TenantAccess access, TenantKeys keys) {
        this.access = access;
        this.keys = keys;
    }

    /** Returns the keys of the tenant. */
    public TenantKeys keys() {
        return keys;
    }

    /** Returns the directory of a tenant as it is, so that what is copied out of it stays encrypted. */
    public static Vfs stored(TenantAccess access) {
        return access instanceof EncryptedAccess encrypted ? encrypted.access.files() : access.files();
    }

    @Override
    public TenantDescriptor descriptor() {
        return access.descriptor();
    }

    @Override
    public Vfs files() {
        return new EncryptedVfs(access.files(), keys);
    }

    @Override
    public Vfs maintenanceFiles() {
        return new EncryptedVfs(access.maintenanceFiles(), keys);
    }

    @Override
    public Vfs admittedFiles() {
        return new EncryptedVfs(access.admittedFiles(), keys);
    }

    @Override
    public void admitWrite(int rows, long bytes, boolean inserts) {
        access.admitWrite(rows, bytes, inserts);
    }

    @Override
    public boolean isFull() {
        return access.isFull();
    }

    @Override
    public void checkTakesWrites() {
        access.checkTakesWrites();
    }

    @Override
    public void admitRead(int rows) {
        access.admitRead(rows);
    }

    @Override
    public void admitBytesRead() {
        access.admitBytesRead();
    }

    @Override
    public boolean countsBytesRead() {
        return access.countsBytesRead();
    }

    @Override
    public void bytesRead(long bytes) {
        access.bytesRead(bytes);
    }

    @Override
    public void cursorOpened() {
        access.cursorOpened();
    }

    @Override
    public void cursorClosed() {
        access.cursorClosed();
    }

    @Override
    public void snapshotOpened() {
        access.snapshotOpened();
    }

    @Override
    public void snapshotClosed() {
        access.snapshotClosed();
    }

    @Override
    public void bufferBytes(long bytes) {
        access.bufferBytes(bytes);
    }

    @Override
    public TenantUsage usage() {
        return access.usage();
    }

    @Override
    public void close() {
        access.close();
        keys.clear();
    }
}
