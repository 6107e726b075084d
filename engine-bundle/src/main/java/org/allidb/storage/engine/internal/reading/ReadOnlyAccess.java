package org.allidb.storage.engine.internal.reading;

import java.io.IOException;
import org.allidb.storage.api.ReadOnlyException;
import org.allidb.storage.api.statistics.TenantUsage;
import org.allidb.storage.engine.internal.disk.ReadOnlyVfs;
import org.allidb.storage.spi.tenant.TenantAccess;
import org.allidb.storage.spi.tenant.TenantDescriptor;
import org.allidb.storage.spi.vfs.Vfs;

/** A tenant that is only read: admits every read, because quotas are its writer's business, and no write. */
final class ReadOnlyAccess implements TenantAccess {

    private final TenantDescriptor tenant;
    private final ReadOnlyVfs files;

    ReadOnlyAccess(TenantDescriptor tenant, ReadOnlyVfs root) {
        this.tenant = tenant;
        this.files = root.apart("tenants/" + tenant.directory());
    }

    @Override
    public TenantDescriptor descriptor() {
        return tenant;
    }

    @Override
    public Vfs files() {
        return files;
    }

    @Override
    public Vfs maintenanceFiles() {
        return files;
    }

    @Override
    public Vfs admittedFiles() {
        return files;
    }

    @Override
    public void admitWrite(int rows, long bytes, boolean inserts) {
        checkTakesWrites();
    }

    @Override
    public void checkTakesWrites() {
        throw new ReadOnlyException("tenant '" + tenant.id() + "' is open for reading only");
    }

    @Override
    public void admitRead(int rows) {
        // quotas bound what the tenant costs its writer
    }

    @Override
    public void admitBytesRead() {
        // as above
    }

    @Override
    public boolean countsBytesRead() {
        return false;
    }

    @Override
    public void bytesRead(long bytes) {
        // as above
    }

    @Override
    public void cursorOpened() {
        // as above
    }

    @Override
    public void cursorClosed() {
        // as above
    }

    @Override
    public void snapshotOpened() {
        // as above
    }

    @Override
    public void snapshotClosed() {
        // as above
    }

    @Override
    public void bufferBytes(long bytes) {
        // what the log holds counts for the writer
    }

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public TenantUsage usage() {
        throw new UnsupportedOperationException("the usage of a tenant is known to its writer");
    }

    void closeFiles() throws IOException {
        files.close();
    }

    @Override
    public void close() {
        // see closeFiles
    }
}
