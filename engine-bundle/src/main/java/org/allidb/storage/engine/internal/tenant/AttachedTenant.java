package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import org.allidb.storage.engine.internal.log.LogTenant;

/** The side of a tenant that its log sees. Thread-safe. */
final class AttachedTenant implements LogTenant {

    private final TenantState tenant;
    private final WritePath writes;
    private final FullFlush fullFlush;

    AttachedTenant(TenantState tenant, WritePath writes, FullFlush fullFlush) {
        this.tenant = tenant;
        this.writes = writes;
        this.fullFlush = fullFlush;
    }

    @Override
    public long generation() {
        return tenant.access().descriptor().generation();
    }

    @Override
    public void requestFlush() {
        fullFlush.request();
    }

    @Override
    public void rescue() throws IOException {
        if (!tenant.life().isClosed()) {
            fullFlush.run();
        } else if (tenant.memtables().hasRows()) {
            throw new IOException("tenant '" + tenant.id() + "' was closed with rows in memory");
        }
    }

    @Override
    public boolean pauseWrites(long patienceNanos) {
        return writes.pause(patienceNanos);
    }

    @Override
    public void resumeWrites() {
        writes.resume();
    }
}
