package org.allidb.storage.engine.internal.lifecycle;

import java.io.IOException;
import org.allidb.storage.engine.internal.log.CommitLog;
import org.allidb.storage.engine.internal.tenant.RowsAtClose;
import org.allidb.storage.engine.internal.tenant.TenantLsm;
import org.jspecify.annotations.Nullable;

/**
 * A tenant that is open.
 *
 * @param tree its tree
 * @param ownLog its own log if it has one, which is closed after the tree
 */
record OpenTenant(TenantLsm tree, @Nullable CommitLog ownLog) {

    /** Closes the tenant with the platform. */
    void close(RowsAtClose rows) throws IOException {
        try {
            tree.close(rows);
        } finally {
            closeOwnLog();
        }
    }

    /** Closes the tenant's own log. Closing it twice is allowed. */
    void closeOwnLog() throws IOException {
        if (ownLog != null) {
            ownLog.close();
        }
    }
}
