package org.allidb.storage.engine.internal.tenant;

import java.io.IOException;
import org.allidb.storage.api.InvalidArgumentException;
import org.allidb.storage.api.TenantId;

/**
 * Installs tables that were written beside the log, between two writes. Thread-safe.
 *
 * <p>The rows of a bulk load are in tables before they are visible, so they have their sequences before. These lie far above
 * those of the writes meanwhile. The write lock is held from the first step to the last:
 *
 * <pre>
 *   append a jump to the log ──► force ──► edit of the manifest ──► seal, show the tables ──► publish
 * </pre>
 *
 * <ul>
 *   <li><b>Snapshots</b> that were opened before lie below the jump, and never show the rows. Writes behind it lie above.
 *   <li><b>Durable order.</b> The log is forced even if {@code wal.fsync} is false. So all writes before are durable before the
 *       tables are, and what is found after a crash has no hole. The jump is durable too: no sequence of the tables is ever
 *       given again, and no replay ends below them.
 *   <li><b>Readers</b> that retained the memtables and tables before read up to the sequence before the jump. The memtable is
 *       sealed, so that no later write comes into their view without the tables.
 *   <li><b>Merges</b> take the write lock before they look at snapshots. So none drops a version that is still visible, in favour
 *       of a row of the load that is not visible yet.
 *   <li><b>A failure</b> of the edit leaves the jump, and no row that has its sequences.
 * </ul>
 */
final class TableInstaller {

    /** How far above the last sequence those of a load lie: some days of writes at full speed. */
    static final long RESERVED = 1L << 36;

    private final CommitPipeline pipeline;
    private final CommitEnvironment environment;
    private final VisibleSequence visible;

    /**
     * Creates the installer of a tenant.
     *
     * @param pipeline numbers the writes
     * @param environment carries the steps out
     * @param visible receives the sequences that become visible
     */
    TableInstaller(CommitPipeline pipeline, CommitEnvironment environment, VisibleSequence visible) {
        this.pipeline = pipeline;
        this.environment = environment;
        this.visible = visible;
    }

    /**
     * Returns a sequence for the first row of tables, far above those that writes get until the tables are installed.
     *
     * @throws InvalidArgumentException if there are none left
     */
    long reserve(TenantId tenant) {
        long last = pipeline.between("a bulk load", pipeline::lastSequence);
        if (last >= Long.MAX_VALUE / 2) {
            throw new InvalidArgumentException("tenant '" + tenant
                    + "' has no sequences left for a bulk load, after about "
                    + Long.MAX_VALUE / 2 / RESERVED + " of them; write the rows instead, or copy the tenant's rows into"
                    + " a new one");
        }
        return last + RESERVED;
    }

    /**
     * Installs tables, and makes their rows visible. Writers wait for one sync of the log and one of the manifest.
     *
     * @return false if it must not begin now
     * @throws org.allidb.storage.api.StorageException if the tables could not be installed
     */
    boolean install(TableInstallation tables) {
        return pipeline.between("a bulk load", () -> {
            if (!tables.tryBegin()) {
                return false;
            }
            try {
                installNow(tables);
            } finally {
                tables.end();
            }
            return true;
        });
    }

    private void installNow(TableInstallation tables) throws IOException {
        long before = pipeline.lastSequence();
        if (before >= tables.firstSequence()) {
            throw new IOException(
                    "more than " + RESERVED + " rows were written while it was under way; load them again");
        }
        long last = tables.lastSequence();
        long position = pipeline.jump(last);
        environment.announceSync();
        environment.force(position);
        tables.install();
        environment.showTables(before, last);
        visible.publish(last);
    }
}
